// @node-oauth/express-oauth-server: the app brings the parsed body, the clients and where tokens are kept.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import OAuthServer from '@node-oauth/express-oauth-server';
import express, { type ErrorRequestHandler } from 'express';
import { generateKeyPair, SignJWT } from 'jose';
import type { ContenderApp } from '../../harness/group.js';
import {
  assignedScopes,
  audience,
  type IssuingClient,
  type IssuingMaterial,
  issuerUrl,
  lifetimeSeconds,
  type TokenFormat,
  tokenPath,
} from './issuing-material.js';

type Model = Required<
  Extract<
    ConstructorParameters<typeof OAuthServer>[0]['model'],
    { getUserFromClient(client: never): unknown }
  >
>;

export async function createContender({ format }: IssuingMaterial): Promise<ContenderApp<IssuingClient>> {
  const clientId = randomBytes(16).toString('base64url');
  const clientSecret = randomBytes(32).toString('base64url');
  const oauth = new OAuthServer({
    model: { ...createModel(clientId, clientSecret), ...(await createTokens(format)) },
    accessTokenLifetime: lifetimeSeconds,
    useErrorHandler: true,
  });
  const app = express();
  app.post(tokenPath, express.urlencoded({ extended: false }), oauth.token());
  app.use(answerError);
  return { listener: app, facts: { clientId, clientSecret } };
}

function createModel(
  clientId: string,
  clientSecret: string,
): Pick<Model, 'getClient' | 'getUserFromClient' | 'validateScope' | 'getAccessToken'> {
  const digest = digestOf(clientSecret);
  const client = { id: clientId, grants: ['client_credentials'] };
  return {
    getClient: async (id, secret) =>
      id === clientId && timingSafeEqual(digestOf(secret), digest) ? client : undefined,
    getUserFromClient: async () => ({ id: clientId }),
    validateScope: async (_user, _client, scope = []) =>
      scope.every((name) => assignedScopes.includes(name)) && scope,
    // Nobody shows a token here.
    getAccessToken: async () => false,
  };
}

/** How tokens are made, and kept where they are opaque. */
async function createTokens(
  format: TokenFormat,
): Promise<Pick<Model, 'saveToken'> & Partial<Pick<Model, 'generateAccessToken'>>> {
  if (format === 'opaque') return { saveToken: saveIn(new Map()) };
  const { privateKey } = await generateKeyPair(format);
  return {
    generateAccessToken: ({ id }, _user, scope = []) =>
      new SignJWT({ client_id: id, scope: scope.join(' ') })
        .setProtectedHeader({ alg: format, kid: 'bench', typ: 'at+jwt' })
        .setIssuer(issuerUrl)
        .setSubject(id)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds}s`)
        .setJti(randomBytes(16).toString('base64url'))
        .sign(privateKey),
    saveToken: async (token, client, user) => ({ ...token, client, user }),
  };
}

function saveIn(tokens: Map<string, object>): Model['saveToken'] {
  return async (token, client, user) => {
    const complete = { ...token, client, user };
    tokens.set(hash('sha256', token.accessToken, 'base64'), complete);
    return complete;
  };
}

const digestOf = (secret: string) => hash('sha256', secret, 'buffer');

/** By itself it answers 400 where the client is not known by a header (RFC 6749 §5.2 has 401 for all). */
const answerError: ErrorRequestHandler = ({ name, code, message }, _req, res, _next) => {
  res.status(name === 'invalid_client' ? 401 : code).json({ error: name, error_description: message });
};
