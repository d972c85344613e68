import { requireScopes } from '@portcullis/authorize';
import { bearer } from '@portcullis/bearer';
import { createMemoryStore, type Store } from '@portcullis/store';
import { type Clients, createClients, tokenIssuer } from '@portcullis/token-issuer';
import express5 from 'express';
import express4 from 'express4';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Served, serve } from '../support/serve.js';

const audience = 'https://api.example';
const formats = ['opaque', 'jwt'] as const;

let store: Store;
let clients: Clients;
let login: Served;
let api: Served;
/** As it stands on the clock of everybody. */
const clock = { ms: Date.now(), now: () => clock.ms };

/** An issuer that anybody may reach, and an API that asks it, or holds it, as `way` says. */
async function start(
  express: typeof express5,
  accessToken: 'opaque' | 'jwt',
  way: 'object' | 'introspection',
) {
  store = createMemoryStore({ clock });
  clients = createClients({ store, clock });
  let router: ReturnType<typeof tokenIssuer>['router'] = (_req, _res, next) => next();
  login = await serve(express().use((req, res, next) => router(req, res, next)));
  const issuer = tokenIssuer({
    issuer: login.url,
    audience,
    store,
    clients,
    accessToken,
    clock,
    paths: { introspect: '/oauth/introspect' },
    mayIntrospect: ({ id }) => id === 'api',
  });
  router = issuer.router;
  const { clientSecret } = await clients.create({
    id: 'api',
    name: 'The API',
    grants: ['client_credentials'],
    scopes: [],
  });
  const introspection = { url: `${login.url}/oauth/introspect`, clientId: 'api', clientSecret };
  const user =
    way === 'object'
      ? bearer({ issuer, audience, clock })
      : bearer({
          issuer: login.url,
          audience,
          introspection: { ...introspection, maxAgeSeconds: 10 },
          clock,
        });
  const app = express();
  app.get('/accounts', user, requireScopes('accounts:read'), (req, res) => {
    res.json({ client: req.principal?.client, roles: req.principal?.roles });
  });
  api = await serve(app);
}

async function issue(id: string): Promise<string> {
  const details = { name: id, grants: ['client_credentials'], scopes: ['accounts:read'], roles: ['teller'] };
  const { clientSecret } = await clients.create({ id, ...details });
  const response = await fetch(`${login.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

async function send(token: string): Promise<[status: number, body: unknown]> {
  const response = await fetch(`${api.url}/accounts`, { headers: { authorization: `Bearer ${token}` } });
  const { client, error, roles } = (await response.json()) as Record<string, unknown>;
  return [response.status, client === undefined ? error : { client, roles }];
}

const refused = [401, 'invalid_token'];
const through = (id: string, roles: readonly string[]) => [200, { client: { id, issuer: login.url }, roles }];

afterEach(() => Promise.all([login.close(), api.close()]));

describe.each([
  ['Express 4', express4 as unknown as typeof express5],
  ['Express 5', express5],
])('tokens of an issuer in this process, %s', (_name, express) => {
  describe.each(formats)('%s', (accessToken) => {
    beforeEach(() => start(express, accessToken, 'object'));

    it('refuses what the issuer never gave', async () => {
      const token = await issue('app');
      expect(await send(token.slice(0, -1))).toEqual(refused);
      expect(await send('a'.repeat(43))).toEqual(refused);
    });

    it('stops with its client on the next request, works again when that is resumed, and disturbs no sibling', async () => {
      const [token, sibling] = [await issue('app'), await issue('other')];
      for (let sight = 0; sight < 3; sight++) {
        expect(await send(token)).toEqual(through('app', ['teller']));
        expect(await send(sibling)).toEqual(through('other', ['teller']));
      }
      await clients.suspend('app');
      expect(await send(token)).toEqual(refused);
      expect(await send(sibling)).toEqual(through('other', ['teller']));
      await clients.resume('app');
      expect(await send(token)).toEqual(through('app', ['teller']));
      await clients.revoke('app');
      expect(await send(token)).toEqual(refused);
    });

    it('obeys a change of roles and scopes on the next request', async () => {
      const token = await issue('app');
      for (let sight = 0; sight < 3; sight++) await send(token);
      await clients.update('app', { roles: [] });
      expect(await send(token)).toEqual(through('app', []));
      await clients.update('app', { scopes: [] });
      expect(await send(token)).toEqual([403, 'insufficient_scope']);
    });
  });
});

describe('tokens of an issuer elsewhere that is asked about them', () => {
  describe.each(formats)('%s', (accessToken) => {
    beforeEach(() => start(express5, accessToken, 'introspection'));

    it('refuses what the issuer never gave', async () => {
      const token = await issue('app');
      expect(await send(token.slice(0, -1))).toEqual(refused);
      expect(await send('a'.repeat(43))).toEqual(refused);
    });

    it('lets one through that it gave, and stops it once its answer is too old', async () => {
      const token = await issue('app');
      expect(await send(token)).toEqual(through('app', []));
      await clients.suspend('app');
      clock.ms += 10_000;
      expect(await send(token)).toEqual(refused);
    });

    it('answers 503 where the issuer is gone', async () => {
      const token = await issue('app');
      await login.close();
      expect((await send(token))[0]).toBe(503);
      login = await serve(() => {});
    });

    it('answers 503 where the secret is wrong, and never 401', async () => {
      const token = await issue('app');
      const [secret] = (await clients.get('api'))?.secrets ?? [];
      const other = await clients.addSecret('api');
      await clients.endSecret('api', secret?.id ?? '');
      expect(other).toBeDefined();
      expect((await send(token))[0]).toBe(503);
    });
  });
});
