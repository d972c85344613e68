// Ours: a token issuer with one client, on SQLite as it is by default: what was answered outlives a power cut.
import { randomBytes } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSqliteStore } from '@portcullis/store-sql';
import {
  authorizationCode,
  clientSecretPost,
  createClients,
  refreshToken,
  tokenIssuer,
} from '@portcullis/token-issuer';
import express from 'express';
import type { ContenderApp } from '../../harness/group.js';
import {
  audience,
  codeChallenge,
  codeVerifier,
  grantedScope,
  issuerUrl,
  lifetimeSeconds,
  type MakeSupply,
  type RedeemingClient,
  type RedeemingMaterial,
  redirectUri,
  tokenPath,
  userId,
  withSupply,
} from './redeeming-material.js';

const authorizePath = '/oauth/authorize';

export async function createContender({ folder }: RedeemingMaterial): Promise<ContenderApp<RedeemingClient>> {
  const secrets = [randomBytes(32).toString('base64url')];
  const store = createSqliteStore({ file: join(folder, 'portcullis.db'), secrets });
  await store.ready();
  const clients = createClients({ store });
  const issuer = tokenIssuer({
    issuer: issuerUrl,
    audience,
    store,
    clients,
    grants: [authorizationCode, refreshToken],
    clientAuthentication: [clientSecretPost],
    paths: { authorize: authorizePath },
    authenticate: () => ({ user: { id: userId } }),
    askConsent: null,
    accessTokenSeconds: lifetimeSeconds,
    codeSeconds: 600,
  });
  await issuer.ready();
  const { client, clientSecret } = await clients.create({
    name: 'bench',
    grants: ['authorization_code', 'refresh_token'],
    scopes: [grantedScope],
    redirectUris: [redirectUri],
  });
  const app = express();
  app.use(issuer.router);
  const facts = { clientId: client.id, clientSecret };
  return { listener: withSupply(app, await createMaker(app, facts)), facts };
}

/** Codes come the way they come to clients: over HTTP, beside the measured port. */
async function createMaker(app: express.Express, client: RedeemingClient): Promise<MakeSupply> {
  // Its connections wait while others are measured.
  const server = createServer({ keepAliveTimeout: 0 }, app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  server.unref();
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  const ask = (method: string, path: string, body = '') =>
    new Promise<{ readonly location: string; readonly text: string }>((resolve, reject) => {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const asking = request({ agent, host: '127.0.0.1', port, method, path, headers }, (res) => {
        let text = '';
        res.on('data', (chunk) => {
          text += chunk;
        });
        res.on('end', () => resolve({ location: res.headers.location ?? '', text }));
      });
      asking.once('error', reject).end(body);
    });

  async function makeCode(): Promise<string> {
    const { location } = await ask('GET', `${authorizePath}?${authorizationQuery(client)}`);
    return new URL(location).searchParams.get('code') ?? '';
  }

  async function makeRefreshToken(): Promise<string> {
    const { text } = await ask('POST', tokenPath, redemption(client, await makeCode()));
    return JSON.parse(text).refresh_token;
  }

  const makers = { code: makeCode, refresh_token: makeRefreshToken };
  return (supply, count) => Promise.all(Array.from({ length: count }, makers[supply]));
}

function authorizationQuery({ clientId }: RedeemingClient): URLSearchParams {
  return new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: grantedScope,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  });
}

function redemption({ clientId, clientSecret }: RedeemingClient, code: string): string {
  return new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
    code,
    code_verifier: codeVerifier,
  }).toString();
}
