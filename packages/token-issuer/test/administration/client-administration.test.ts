import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { notFound, optional, problemDetails, publicRoute, reportOnly } from '@portcullis/core';
import { createMemoryStore } from '@portcullis/store';
import express5 from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../../../test/support/serve.js';
import {
  type ClientAdministrationOptions,
  type ClientChange,
  clientAdministration,
  createClients,
} from '../../src/index.js';
import { asCaller, callerGuard } from '../support/caller-guard.js';
import { bothExpresses, enterClient } from '../support/serve-issuer.js';

const scopes = ['claims', 'billing', 'clients:manage'];
const admin = asCaller({ scopes: ['clients:manage'] });

interface ServeOptions extends Partial<ClientAdministrationOptions> {
  readonly express?: typeof express5;
  readonly parseFirst?: boolean;
}

async function serveAdministration({ express = express5, parseFirst, ...options }: ServeOptions = {}) {
  const store = createMemoryStore();
  const clients = createClients({ store, scopes, roles: { names: ['sender'] } });
  const app = express();
  if (parseFirst) app.use(express.json());
  const router = clientAdministration({
    clients,
    guard: callerGuard(),
    mayGive: () => ({ scopes: ['claims', 'billing'], roles: ['sender'] }),
    defaults: { grants: ['client_credentials'] },
    ...options,
  });
  app.use('/admin/clients', router);
  app.use(notFound());
  app.use(problemDetails({ log: () => undefined }));
  const { url, close } = await serve(app);
  onTestFinished(close);
  const call = (method: string, path = '', body?: unknown, headers: Record<string, string> = admin) =>
    fetch(`${url}/admin/clients${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { store, clients, call, url: `${url}/admin/clients` };
}

interface ClientBody {
  readonly client_id: string;
  readonly client_secret: string;
  readonly secrets: readonly { readonly id: string }[];
}

const json = async (response: Response) => (await response.json()) as ClientBody;

describe('clientAdministration refuses at creation', () => {
  const clients = createClients({ store: createMemoryStore() });
  const good = { clients, guard: callerGuard() };

  it.each([
    ['no guard', { guard: undefined }, /guard is missing/],
    [
      'a guard of unknown make',
      { guard: (_req: unknown, _res: unknown, next: () => void) => next() },
      /guard is missing/,
    ],
    [
      'a guard that lets everybody through',
      { guard: publicRoute('no reason') },
      /lets everybody through \(public\)/,
    ],
    ['an optional guard', { guard: optional(callerGuard()) }, /lets everybody through \(optional\)/],
    [
      'a guard that only reports',
      { guard: reportOnly(callerGuard()) },
      /lets everybody through \(reportOnly\)/,
    ],
    ['no clients', { clients: undefined }, /clients is missing/],
    ['an unknown option', { gard: 1 }, /unknown option "gard"/],
    ['an unknown member', { members: { scope: 'apis' } }, /members has scope/],
  ])('%s', (_, options, message) => {
    const wrong = { ...good, ...options } as unknown as ClientAdministrationOptions;
    expect(() => clientAdministration(wrong)).toThrow(TypeError);
    expect(() => clientAdministration(wrong)).toThrow(message);
  });
});

describe.each(bothExpresses)('client administration on %s', (_, express) => {
  const ready = (options: ServeOptions = {}) => serveAdministration({ express, ...options });
  const allRoutes: readonly (readonly [string, string])[] = [
    ['GET', ''],
    ['HEAD', ''],
    ['POST', ''],
    ['GET', '/ID'],
    ['PUT', '/ID'],
    ['POST', '/ID/secrets'],
    ['DELETE', '/ID/secrets/SECRET'],
    ['POST', '/ID/suspend'],
    ['POST', '/ID/resume'],
    ['POST', '/ID/revoke'],
    ['PATCH', ''],
    ['OPTIONS', ''],
  ];

  it.each(allRoutes)('%s %s without a credential: 401, and nothing happens', async (method, path) => {
    const { clients, call } = await ready();
    const { client } = await clients.create({ name: 'Acme', grants: [] });
    const before = JSON.stringify(await clients.list());
    const place = path.replace('ID', client.id).replace('SECRET', client.secrets[0]?.id ?? '');
    const response = await call(method, place, method === 'POST' ? { name: 'x' } : undefined, {});
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Test realm="test"');
    expect(JSON.stringify(await clients.list())).toBe(before);
  });

  it.each(['/x/y', '/x/secrets/y/z', '/%', '/x/SUSPEND', '/x//'])(
    'hands on paths that are not its own: %s',
    async (path) => {
      const { call } = await ready();
      expect((await call('GET', path)).status).toBe(404);
    },
  );

  it.each([
    ['PATCH', '', 'GET, HEAD, POST'],
    ['DELETE', '/x', 'GET, HEAD, PUT'],
    ['GET', '/x/secrets', 'POST'],
    ['GET', '/x/suspend', 'POST'],
  ])('%s %s: 405 with Allow', async (method, path, allow) => {
    const { call } = await ready();
    const response = await call(method, path);
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each([
    ['broken JSON', '{', 400],
    ['a list', '[]', 400],
    ['null', 'null', 400],
    ['text', '"x"', 400],
    ['more than 100 KiB', JSON.stringify({ name: 'x'.repeat(102_400) }), 413],
  ])('%s: %s', async (_, body, status) => {
    const { call } = await ready();
    const response = await call('POST', '', body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('another media type: 415, or 400 where the provider says so', async () => {
    const headers = { ...admin, 'content-type': 'text/plain' };
    expect((await (await ready()).call('POST', '', '{}', headers)).status).toBe(415);
    expect((await (await ready({ mediaTypeStatus: 400 })).call('POST', '', '{}', headers)).status).toBe(400);
  });

  it('names every member that is wrong', async () => {
    const { call } = await ready({ members: { scopes: 'apis' } });
    const body = {
      apis: ['claims', 'nope', 7],
      roles: 'sender',
      redirectUris: ['x'],
      scopes: [],
      'a/b~c': 1,
    };
    const response = await call('POST', '', body);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(
      ['/a~1b~0c', '/apis/1', '/apis/2', '/name', '/redirectUris/0', '/roles', '/scopes'].sort(),
    );
  });

  it('creates a client and shows its secret in this one answer', async () => {
    const { call, clients } = await ready();
    const response = await call('POST', '', { name: 'Acme', scopes: ['claims'], roles: ['sender'] });
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = await json(response);
    expect(body).toMatchObject({
      name: 'Acme',
      grants: ['client_credentials'],
      scopes: ['claims'],
      roles: ['sender'],
      status: 'active',
      secrets: [{ id: expect.any(String), createdAt: expect.stringMatching(/^\d{4}-.*Z$/) }],
    });
    expect((await clients.get(body.client_id))?.name).toBe('Acme');
    for (const path of ['', `/${body.client_id}`]) {
      const shown = await (await call('GET', path)).text();
      expect(shown).toContain(body.client_id);
      expect(shown).not.toContain(body.client_secret);
      expect(shown).not.toContain('digest');
    }
  });

  it('takes a body that express.json has parsed before', async () => {
    const { call } = await ready({ parseFirst: true });
    expect((await call('POST', '', { name: 'Acme' })).status).toBe(201);
    expect((await call('POST', '', '[]')).status).toBe(400);
  });

  it('lists under the names that the provider gives, and in pages', async () => {
    const { call, clients } = await ready({ members: { scopes: 'apis' } });
    for (const name of ['a', 'b', 'c']) await clients.create({ name, grants: [], scopes: ['claims'] });
    const first = (await (await call('GET', '?limit=2')).json()) as { clients: unknown[]; next: string };
    expect(first.clients).toMatchObject([{ name: 'a', apis: ['claims'] }, { name: 'b' }]);
    const second = await (await call('GET', `?limit=2&after=${first.next}`)).json();
    expect(second).toMatchObject({ clients: [{ name: 'c' }] });
    expect(second).not.toHaveProperty('next');
    for (const limit of ['0', '1001', 'x', '1.5'])
      expect((await call('GET', `?limit=${limit}`)).status).toBe(400);
  });

  it('changes what the body names', async () => {
    const { call, clients } = await ready();
    const { id } = await enterClient(clients, { scopes: ['claims'], roles: ['sender'] });
    const response = await call('PUT', `/${id}`, { scopes: ['billing'] });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ scopes: ['billing'], roles: ['sender'] });
    expect((await call('PUT', '/nobody', { scopes: [] })).status).toBe(404);
    expect((await call('PUT', `/${id}`, { scopes: ['nope'] })).status).toBe(400);
  });

  it('gives a second secret, no third one, and does not take the last', async () => {
    const { call, clients } = await ready();
    const { id } = await enterClient(clients);
    const first = (await clients.get(id))?.secrets[0]?.id;
    const added = await call('POST', `/${id}/secrets`);
    expect(added.status).toBe(201);
    const second = (await added.json()) as { id: string; client_secret: string };
    expect(Object.keys(second)).toEqual(['id', 'client_secret']);
    expect((await call('POST', `/${id}/secrets`)).status).toBe(409);
    expect((await call('DELETE', `/${id}/secrets/${first}`)).status).toBe(204);
    expect((await call('DELETE', `/${id}/secrets/${first}`)).status).toBe(404);
    expect((await call('DELETE', `/${id}/secrets/${second.id}`)).status).toBe(409);
    expect((await call('POST', '/nobody/secrets')).status).toBe(404);
  });

  it('suspends, resumes and revokes; after that nothing', async () => {
    const { call, clients } = await ready();
    const { id } = await enterClient(clients);
    for (const [change, status] of [
      ['suspend', 'suspended'],
      ['resume', 'active'],
      ['revoke', 'revoked'],
    ]) {
      const response = await call('POST', `/${id}/${change}`);
      expect([response.status, await response.json()]).toMatchObject([200, { client_id: id, status }]);
    }
    expect((await call('POST', `/${id}/resume`)).status).toBe(409);
    expect((await call('PUT', `/${id}`, { name: 'x' })).status).toBe(409);
    expect((await call('POST', `/${id}/secrets`)).status).toBe(409);
    expect((await call('POST', '/nobody/revoke')).status).toBe(404);
  });
});

describe('what a caller may give', () => {
  const nothingMore: ServeOptions = { mayGive: () => ({}) };

  it('is what they hold, by default', async () => {
    const { call } = await serveAdministration(nothingMore);
    const caller = asCaller({ scopes: ['claims'], roles: ['sender'] });
    const create = (body: object) => call('POST', '', { name: 'x', ...body }, caller);
    expect((await create({ scopes: ['claims'], roles: ['sender'] })).status).toBe(201);
    for (const body of [
      { scopes: ['billing'] },
      { scopes: ['claims', 'billing'] },
      { grants: ['authorization_code'] },
      { permissions: ['x:y'] },
    ]) {
      const response = await create(body);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: 'beyond_own_authority' });
    }
    expect(
      (await call('POST', '', { name: 'x', roles: ['sender'] }, asCaller({ scopes: ['claims'] }))).status,
    ).toBe(403);
  });

  it('does not raise them by a secret, an update or a resumption of a stronger client', async () => {
    const { call, clients } = await serveAdministration(nothingMore);
    const strong = await enterClient(clients, { scopes: ['clients:manage'] });
    const caller = asCaller({ scopes: ['claims'] });
    expect((await call('POST', `/${strong.id}/secrets`, undefined, caller)).status).toBe(403);
    const redirectUris = ['https://evil.example/'];
    expect((await call('PUT', `/${strong.id}`, { redirectUris }, caller)).status).toBe(403);
    await clients.suspend(strong.id);
    expect((await call('POST', `/${strong.id}/resume`, undefined, caller)).status).toBe(403);
    expect(await clients.get(strong.id)).toMatchObject({ status: 'suspended', redirectUris: [] });
  });

  it('is not asked for taking away', async () => {
    const { call, clients } = await serveAdministration(nothingMore);
    const strong = await enterClient(clients, { scopes: ['clients:manage'] });
    const { secretId } = await clients.addSecret(strong.id);
    const caller = asCaller({ scopes: [] });
    expect((await call('DELETE', `/${strong.id}/secrets/${secretId}`, undefined, caller)).status).toBe(204);
    expect((await call('POST', `/${strong.id}/suspend`, undefined, caller)).status).toBe(200);
    expect((await call('POST', `/${strong.id}/revoke`, undefined, caller)).status).toBe(200);
  });

  it('is asked of the principal', async () => {
    const { call } = await serveAdministration({
      mayGive: ({ user }) => (user?.id === 'anna' ? { scopes: ['billing'] } : {}),
    });
    const body = { name: 'x', scopes: ['billing'] };
    expect((await call('POST', '', body, asCaller({ userId: 'anna' }))).status).toBe(201);
    expect((await call('POST', '', body, asCaller({ userId: 'bob' }))).status).toBe(403);
  });

  it('gives nothing when mayGive throws', async () => {
    const { call, clients } = await serveAdministration({
      mayGive: () => {
        throw new Error('broken');
      },
    });
    expect((await call('POST', '', { name: 'x' })).status).toBe(500);
    expect(await clients.list()).toEqual([]);
  });
});

it('tells who made a change: the user, where there is one', async () => {
  const { call } = await serveAdministration();
  const heard: ClientChange[] = [];
  const listener = (change: unknown) => void heard.push(change as ClientChange);
  subscribe('portcullis:client-change', listener);
  onTestFinished(() => void unsubscribe('portcullis:client-change', listener));
  await call('POST', '', { name: 'x' }, asCaller({ id: 'console', userId: 'anna' }));
  await call('POST', '', { name: 'y' }, asCaller({ id: 'console' }));
  expect(heard.map(({ by }) => by?.id)).toEqual(['anna', 'console']);
});
