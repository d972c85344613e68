import { requireRoles, requireScopes } from '@portcullis/authorize';
import { bearer } from '@portcullis/bearer';
import { allOf, randomId } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import {
  authorizationCode,
  clientSecretBasic,
  clientSecretPost,
  createClients,
  refreshToken,
  type TokenUser,
  tokenIssuer,
} from '@portcullis/token-issuer';
import express from 'express';
import { onTestFinished } from 'vitest';
import { type IssuedCode, issueCode } from './issue-code.js';
import { serve } from './serve.js';

export interface UserTokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

export interface ClientCredentials {
  readonly client_id: string;
  readonly client_secret: string;
}

export type UserIssuer = Awaited<ReturnType<typeof startUserIssuer>>;

const audience = 'https://api.example';

/** Tellers may have claims. */
const userScopes = ({ record }: TokenUser) => (record?.roles.includes('teller') ? ['claims'] : []);

/** A server with an issuer of users' tokens, and guards that take them: `/`, `/claims` (a scope) and `/teller` (a role). */
export async function startUserIssuer(store: Store, accessToken: 'jwt' | 'opaque') {
  const clients = createClients({ store });
  const issuer = tokenIssuer({
    issuer: 'https://issuer.example',
    audience,
    store,
    clients,
    accessToken,
    userScopes,
    grants: [authorizationCode, refreshToken],
    clientAuthentication: [clientSecretBasic, clientSecretPost],
  });
  let asked = 0;
  const guard = bearer({
    issuer: {
      ...issuer,
      authorityOf(subject) {
        asked += 1;
        return issuer.authorityOf(subject);
      },
    },
    audience,
  });
  const app = express();
  app.use(issuer.router);
  app.get('/', guard, (_req, res) => res.end());
  app.get('/claims', allOf(guard, requireScopes('claims')), (_req, res) => res.end());
  app.get('/teller', allOf(guard, requireRoles('teller')), (_req, res) => res.end());
  const { url, close } = await serve(app);
  onTestFinished(async () => {
    await close();
    await issuer.close();
  });

  async function enterClient(): Promise<ClientCredentials> {
    const grants = ['authorization_code', 'refresh_token'];
    const { client, clientSecret } = await clients.create({
      name: 'App',
      grants,
      scopes: ['claims', 'more'],
    });
    return { client_id: client.id, client_secret: clientSecret };
  }

  async function enterUser(): Promise<string> {
    const id = randomId();
    const details = { emailVerified: false, roles: ['teller'], permissions: [], metadata: {} };
    await store.users.insert({ id, username: id, ...details });
    return id;
  }

  /** As the authorization endpoint does: a family is never older than what client and user still honour. */
  async function giveCode({ client_id: clientId }: ClientCredentials, userId: string): Promise<IssuedCode> {
    const [client, user] = await Promise.all([store.clients.find(clientId), store.users.find(userId)]);
    const now = Math.max(Date.now(), client?.tokensValidFrom ?? 0, user?.tokensValidFrom ?? 0);
    return issueCode(store, now, { clientId, userId, scopes: ['claims'] });
  }

  function ask(parameters: Record<string, string>): Promise<Response> {
    return fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(parameters) });
  }

  function redeem(
    by: ClientCredentials,
    { familyId, ...code }: IssuedCode,
    changes: Record<string, string> = {},
  ): Promise<Response> {
    return ask({ grant_type: 'authorization_code', ...by, ...code, ...changes });
  }

  return {
    store,
    clients,
    issuer,
    enterClient,
    enterUser,
    giveCode,
    redeem,
    /** Tokens of a user by a client. */
    signIn: async (by: ClientCredentials, userId: string) =>
      (await (await redeem(by, await giveCode(by, userId))).json()) as UserTokens,
    refresh: (by: ClientCredentials, { refresh_token }: UserTokens) =>
      ask({ grant_type: 'refresh_token', ...by, refresh_token }),
    knock: async ({ access_token }: Pick<UserTokens, 'access_token'>, path = '/') =>
      (await fetch(url + path, { headers: { authorization: `Bearer ${access_token}` } })).status,
    /** How often a guard had to read what a token may do. */
    asked: () => asked,
  };
}
