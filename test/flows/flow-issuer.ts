import { bearer } from '@portcullis/bearer';
import { problemDetails } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import {
  authorizationCode,
  clientCredentials,
  clientSecretBasic,
  clientSecretPost,
  createClients,
  none,
  privateKeyJwt,
  refreshToken,
  type TokenIssuer,
  type TokenIssuerOptions,
  tokenIssuer,
} from '@portcullis/token-issuer';
import express5, { type Express } from 'express';
import { exportJWK } from 'jose';
import { generateKeyPair } from 'oauth4webapi';
import { serve } from '../support/serve.js';
import { sessionHost } from './session-host.js';

/** Mounts an app's own logging in, and says who is there. The issuer comes later than the routes. */
export type Host = (
  app: Express,
  issuer: () => TokenIssuer,
) => Pick<TokenIssuerOptions, 'authenticate' | 'askConsent'>;

export const audience = 'https://api.example';
export const callbacks = { desk: 'https://desk.example/callback', app: 'com.example.app:/callback' };

/** An issuer on loopback with everything enabled, beside an API, and its clients. */
export type FlowIssuer = Awaited<ReturnType<typeof serveFlowIssuer>>;

export interface FlowIssuerOptions {
  /** @default sessionHost */
  readonly host?: Host;
  /** @default Express 5 */
  readonly express?: typeof express5;
  /** Of the issuer. @default none */
  readonly path?: string;
  readonly accessToken?: 'jwt' | 'opaque';
}

export async function serveFlowIssuer(store: Store, options: FlowIssuerOptions = {}) {
  const { host = sessionHost, express = express5, path = '', accessToken = 'jwt' } = options;
  const errors: unknown[] = [];
  const app = express();
  const served = await serve(app);
  const url = served.url + path;
  const clients = createClients({ store });
  let issuer: TokenIssuer;
  issuer = tokenIssuer({
    issuer: url,
    audience,
    store,
    clients,
    accessToken,
    grants: [clientCredentials, authorizationCode, refreshToken],
    clientAuthentication: [clientSecretBasic, clientSecretPost, privateKeyJwt({ issuer: url, store }), none],
    paths: { authorize: '/oauth/authorize', revoke: '/oauth/revoke', introspect: '/oauth/introspect' },
    ...host(app, () => issuer),
  });
  await issuer.ready();
  app.use(issuer.router);
  app.get(
    '/accounts',
    bearer({ issuer, audience, acceptOpaque: accessToken === 'opaque' }),
    ({ principal }, res) => {
      res.json({ client: principal?.client.id, user: principal?.user?.id, scopes: principal?.scopes });
    },
  );
  app.use(problemDetails({ log: (error) => errors.push(error) }));
  return {
    url,
    issuer,
    clients,
    /** What the app's error handler was told of. */
    errors,
    ...(await enterClients(clients)),
    async close() {
      await served.close();
      await issuer.close();
    },
  };
}

async function enterClients(clients: ReturnType<typeof createClients>) {
  const scopes = ['accounts:read', 'payments:write'];
  const grants = ['client_credentials', 'authorization_code', 'refresh_token'];
  const details = { grants, scopes, redirectUris: [callbacks.desk] };
  const keys = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' };
  const { client, clientSecret } = await clients.create({ ...details, name: 'Claims desk' });
  return {
    /** Has a secret. */
    desk: { id: client.id, secret: clientSecret },
    /** Signs assertions. */
    signer: {
      id: (await clients.createWithKeys({ ...details, name: 'Signer' }, { keys: [jwk] })).id,
      key: { key: keys.privateKey, kid: 'one' },
    },
    /** Has nothing to prove itself with. */
    app: await clients.createPublic({
      name: 'App',
      grants: ['authorization_code', 'refresh_token'],
      scopes,
      redirectUris: [callbacks.app],
    }),
  };
}
