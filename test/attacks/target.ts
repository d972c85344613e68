import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { requireScopes } from '@portcullis/authorize';
import { type BearerOptions, bearer } from '@portcullis/bearer';
import { allOf, type Decision, notFound, onDecision, problemDetails } from '@portcullis/core';
import { createMemoryStore, type Store } from '@portcullis/store';
import {
  type Clients,
  clientAdministration,
  createClients,
  type TokenIssuer,
  tokenIssuer,
} from '@portcullis/token-issuer';
import express5, { type Express, type Request, type Response } from 'express';
import express4 from 'express4';
import { type Served, serve } from '../support/serve.js';
import { createForge, type Forge } from './forge.js';

/** For `describe.each`. What is used of the two is typed alike, so Express 5 speaks for both. */
export const expresses = [
  ['Express 5', express5],
  ['Express 4', express4 as unknown as typeof express5],
] as const;

/** An app with routes to attack, and what its attackers have in hand. */
export interface Target extends Pick<Served, 'port' | 'url' | 'close'> {
  /** The keys of the issuers that it trusts. */
  readonly forges: Forges;
  readonly store: Store;
  readonly clients: Clients;
  /** Id and secret of a client of the local issuer. */
  readonly client: { readonly id: string; readonly secret: string };
  /** Paths whose handler ran, oldest first. */
  readonly ran: string[];
  readonly decisions: Decision[];
  /** What the app's error handler was told of: bugs. */
  readonly errors: unknown[];
}

export interface Forges {
  /** The issuer of `/jwks`. Its key set holds one more key of the same algorithm. */
  readonly jwks: Forge;
  /** The issuer of this process, of `/local`. */
  readonly local: Forge;
  /** The keys of `/all`, one for each algorithm. */
  readonly es256: Forge;
  readonly rs256: Forge;
  readonly ps256: Forge;
  readonly eddsa: Forge;
}

const issuerUrl = 'https://issuer.example';
const audience = 'https://api.example';

export async function createTarget(express: typeof express5): Promise<Target> {
  const ran: string[] = [];
  const errors: unknown[] = [];
  const decisions: Decision[] = [];
  const stop = onDecision((decision) => decisions.push(decision));
  const { issuer, store, secret, clients } = await createLocalIssuer();
  const forges = await createForges(store);
  const run = (req: Request, res: Response) => {
    ran.push(req.baseUrl + req.path);
    res.json({ caller: req.principal?.client.id ?? 'nobody' });
  };
  const guard = (options: object = {}) =>
    guardOf(forges.jwks, [forges.jwks, createForge({ kid: 'two' })], options);
  const local = bearer({ issuer, audience, realm: 'api' });
  const all = [forges.es256, forges.rs256, forges.ps256, forges.eddsa];
  const parseBodies = [express.urlencoded({ extended: true }), express.json()];

  const app: Express = express();
  app.disable('x-powered-by');
  app.use(issuer.router);
  app.use('/jwks', guard(), run);
  app.use('/local', local, run);
  app.use('/all', guardOf(forges.es256, all, { algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'] }), run);
  app.use('/query', guard({ acceptQueryToken: true }), run);
  app.use('/form', parseBodies, guard({ acceptBodyToken: true }), run);
  app.use('/parsed', parseBodies, guard(), run);
  app.get('/notes', (_req, res) => {
    res.json({ notes: [] });
  });
  app.post('/notes', guard(), ...parseBodies, run);
  app.use(
    '/admin/clients',
    clientAdministration({
      clients,
      guard: allOf(local, requireScopes('clients:manage')),
      defaults: { grants: ['client_credentials'] },
    }),
  );
  app.use(notFound());
  app.use(problemDetails({ log: (error) => errors.push(error) }));

  const served = await serve(app);
  const close = async () => {
    stop();
    await served.close();
    await issuer.close();
  };
  return { ...served, close, forges, store, clients, client: { id: 'app', secret }, ran, decisions, errors };
}

async function createLocalIssuer() {
  const store = createMemoryStore();
  const clients = createClients({ store });
  const issuer: TokenIssuer = tokenIssuer({ issuer: issuerUrl, audience, store, clients });
  await issuer.ready();
  const scopes = ['accounts:read', 'clients:manage'];
  const client = { id: 'app', name: 'App', grants: ['client_credentials'], scopes };
  const { clientSecret: secret } = await clients.create(client);
  return { issuer, store, clients, secret };
}

async function createForges({ signingKeys }: Store): Promise<Forges> {
  const [key] = await signingKeys.list();
  if (key === undefined) throw new Error('The local issuer has no key');
  const privateKey = createPrivateKey({ key: JSON.parse(key.privateJwk) as JsonWebKey, format: 'jwk' });
  return {
    jwks: createForge(),
    local: createForge({ issuer: issuerUrl, audience, kid: key.kid, privateKey }),
    es256: createForge({ kid: 'es' }),
    rs256: createForge({ kid: 'rs', algorithm: 'RS256' }),
    ps256: createForge({ kid: 'ps', algorithm: 'PS256' }),
    eddsa: createForge({ kid: 'ed', algorithm: 'EdDSA' }),
  };
}

function guardOf({ issuer, audience: aud }: Forge, keys: readonly Forge[], options: object) {
  const jwks = { keys: keys.map(({ publicJwk }) => publicJwk) };
  return bearer({
    issuer,
    audience: aud,
    algorithms: ['ES256'],
    jwks,
    realm: 'api',
    ...options,
  } as BearerOptions);
}
