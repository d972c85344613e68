import { randomBytes } from 'node:crypto';
import { bearer } from '@portcullis/bearer';
import { problemDetails, sha256 } from '@portcullis/core';
import { createMemoryStore } from '@portcullis/store';
import {
  authorizationCode,
  clientCredentials,
  clientSecretBasic,
  clientSecretPost,
  createClients,
  none,
  refreshToken,
  type TokenIssuerOptions,
  tokenIssuer,
} from '@portcullis/token-issuer';
import express5 from 'express';
import { parseAnswer, type RawAnswer, sendText } from '../support/raw-request.js';
import { serve } from '../support/serve.js';
import { valuesOf } from './expect-refusal.js';
import { request } from './http-attack.js';
import { form } from './token-request-attacks.js';

export const issuerUrl = 'https://issuer.example';
export const deskCallback = 'https://desk.example/callback';
export const appCallback = 'http://127.0.0.1/callback';
export const scopes = ['accounts:read', 'payments:write'];

/** Parameters; `undefined` leaves one out that is usual. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** The issuer with all of its endpoints, to attack: user alice is signed in at every browser, and asked nothing. */
export type CodeTarget = Awaited<ReturnType<typeof createCodeTarget>>;

export interface CodeTargetOptions extends Partial<TokenIssuerOptions> {
  /** @default Express 5 */
  readonly express?: typeof express5;
  /** The app parses bodies before the issuer sees them. */
  readonly parsesBodies?: boolean;
  /** It believes what proxies say of a request: `trust proxy`. */
  readonly trustsProxies?: boolean;
}

export async function createCodeTarget({
  express = express5,
  parsesBodies = false,
  trustsProxies = false,
  ...options
}: CodeTargetOptions = {}) {
  const errors: unknown[] = [];
  const clock = options.clock ? { clock: options.clock } : {};
  const store = createMemoryStore(clock);
  const clients = createClients({ store, ...clock });
  const audience = 'https://api.example';
  const issuer = tokenIssuer({
    issuer: issuerUrl,
    audience,
    store,
    clients,
    grants: [clientCredentials, authorizationCode, refreshToken],
    clientAuthentication: [clientSecretBasic, clientSecretPost, none],
    paths: {
      authorize: '/oauth/authorize',
      refresh: '/oauth/refresh',
      revoke: '/oauth/revoke',
      introspect: '/oauth/introspect',
    },
    authenticate: () => ({ user: { id: 'alice' } }),
    askConsent: null,
    ...options,
  });
  await issuer.ready();
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trustsProxies);
  if (parsesBodies) app.use(express.urlencoded({ extended: true }), express.json());
  app.use(issuer.router);
  app.get('/accounts', bearer({ issuer, audience, ...clock }), (_req, res) => {
    res.json({ accounts: [] });
  });
  app.use(problemDetails({ log: (error) => errors.push(error) }));
  const served = await serve(app);
  return {
    port: served.port,
    issuer,
    clients,
    /** What the app's error handler was told of: bugs. */
    errors,
    ...(await enterClients(clients)),
    async close() {
      await served.close();
      await issuer.close();
    },
  };
}

async function enterClients(clients: ReturnType<typeof createClients>) {
  const grants = ['authorization_code', 'refresh_token'];
  const { clientSecret } = await clients.create({
    id: 'desk',
    name: 'Claims desk',
    grants: ['client_credentials', ...grants],
    scopes,
    redirectUris: [deskCallback],
  });
  await clients.createPublic({ id: 'app', name: 'App', grants, scopes, redirectUris: [appCallback] });
  return { desk: { client_id: 'desk', client_secret: clientSecret }, app: { client_id: 'app' } };
}

/** Sends these very characters, with `Host` and `Connection: close`. */
export async function sendRaw(
  { port }: CodeTarget,
  line: string,
  headers: readonly string[] = [],
  body = '',
): Promise<RawAnswer> {
  return parseAnswer(await sendText(port, request(line, headers, body)));
}

/** A verifier and its challenge (RFC 7636 §4). */
export function newProof() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: sha256(verifier) };
}

export type Proof = ReturnType<typeof newProof>;

export function authorizationRequest(proof: Proof, parameters: Parameters = {}): URLSearchParams {
  return paramsOf({
    response_type: 'code',
    client_id: 'app',
    redirect_uri: appCallback,
    scope: 'accounts:read',
    state: 'the state',
    code_challenge: proof.challenge,
    code_challenge_method: 'S256',
    ...parameters,
  });
}

/** What the browser is answered that brings the request. */
export function authorize(target: CodeTarget, query: URLSearchParams | string): Promise<RawAnswer> {
  return sendRaw(target, `GET /oauth/authorize?${query}`);
}

/** A code of the public client for alice. @throws Error when there is none. */
export async function getCode(target: CodeTarget, proof: Proof, parameters: Parameters = {}) {
  const [location = ''] = valuesOf(
    await authorize(target, authorizationRequest(proof, parameters)),
    'location',
  );
  const code = new URL(location).searchParams.get('code');
  if (code === null) throw new Error(`No code: ${location}`);
  return code;
}

/** Posts a form to an endpoint. */
export function post(target: CodeTarget, path: string, parameters: Parameters): Promise<RawAnswer> {
  return sendRaw(target, `POST ${path}`, [form], String(paramsOf(parameters)));
}

/** A code of the public client to the token endpoint. */
export function redeem(target: CodeTarget, code: string, parameters: Parameters): Promise<RawAnswer> {
  return post(target, '/oauth/token', {
    grant_type: 'authorization_code',
    ...target.app,
    redirect_uri: appCallback,
    code,
    ...parameters,
  });
}

/** Status and error code of a refusal as OAuth JSON. */
export function refusalOf({ status, body }: RawAnswer): readonly [number, unknown] {
  return [status, JSON.parse(body).error];
}

function paramsOf(parameters: Parameters): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) params.set(name, value);
  return params;
}
