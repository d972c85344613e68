import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createMemoryStore } from '@portcullis/store';
import express5 from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { asCaller, callerGuard } from '../../../../test/support/caller-guard.js';
import { describeAdministration } from '../../../../test/support/describe-administration.js';
import { serveAdministration as serveRouter } from '../../../../test/support/serve-administration.js';
import {
  type ClientAdministrationOptions,
  type ClientChange,
  clientAdministration,
  createClients,
} from '../../src/index.js';
import { enterClient } from '../support/serve-issuer.js';

const scopes = ['claims', 'billing', 'clients:manage'];
const admin = asCaller({ scopes: ['clients:manage'] });

interface ServeOptions extends Partial<ClientAdministrationOptions> {
  readonly express?: typeof express5;
  readonly parseFirst?: boolean;
}

async function serveAdministration({ express = express5, parseFirst, ...options }: ServeOptions = {}) {
  const store = createMemoryStore();
  const clients = createClients({ store, scopes, roles: { names: ['sender'] } });
  const router = clientAdministration({
    clients,
    guard: callerGuard(),
    mayGive: () => ({ scopes: ['claims', 'billing'], roles: ['sender'] }),
    defaults: { grants: ['client_credentials'] },
    ...options,
  });
  const serving = { express, parseFirst, path: '/admin/clients', caller: admin };
  return { store, clients, call: await serveRouter<Body>(router, serving) };
}

interface Body {
  readonly client_id: string;
  readonly client_secret: string;
  /** Of a secret that was added. */
  readonly id: string;
  readonly error?: string;
  readonly clients: readonly object[];
  readonly next?: string;
  readonly errors: readonly { readonly pointer: string }[];
}

const create = (options: object) => {
  const clients = createClients({ store: createMemoryStore() });
  return clientAdministration({ clients, guard: callerGuard(), ...options });
};

describeAdministration('clientAdministration', {
  ...{ create, serve: serveAdministration, body: { name: 'Acme' } },
});

it('clientAdministration refuses at creation no clients', () => {
  expect(() => create({ clients: undefined })).toThrow(TypeError);
  expect(() => create({ clients: undefined })).toThrow(/clients is missing/);
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
    const { errors } = response.json();
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(
      ['/a~1b~0c', '/apis/1', '/apis/2', '/name', '/redirectUris/0', '/roles', '/scopes'].sort(),
    );
  });

  it('creates a client and shows its secret in this one answer', async () => {
    const { call, clients } = await ready();
    const response = await call('POST', '', { name: 'Acme', scopes: ['claims'], roles: ['sender'] });
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = response.json();
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
      const shown = (await call('GET', path)).text;
      expect(shown).toContain(body.client_id);
      expect(shown).not.toContain(body.client_secret);
      expect(shown).not.toContain('digest');
    }
  });

  it('lists under the names that the provider gives, and in pages', async () => {
    const { call, clients } = await ready({ members: { scopes: 'apis' } });
    for (const name of ['a', 'b', 'c']) await clients.create({ name, grants: [], scopes: ['claims'] });
    const first = (await call('GET', '?limit=2')).json();
    expect(first.clients).toMatchObject([{ name: 'a', apis: ['claims'] }, { name: 'b' }]);
    const second = (await call('GET', `?limit=2&after=${first.next}`)).json();
    expect(second).toMatchObject({ clients: [{ name: 'c' }] });
    expect(second).not.toHaveProperty('next');
  });

  it('changes what the body names', async () => {
    const { call, clients } = await ready();
    const { id } = await enterClient(clients, { scopes: ['claims'], roles: ['sender'] });
    const response = await call('PUT', `/${id}`, { scopes: ['billing'] });
    expect(response.status).toBe(200);
    expect(response.json()).toMatchObject({ scopes: ['billing'], roles: ['sender'] });
    expect((await call('PUT', '/nobody', { scopes: [] })).status).toBe(404);
    expect((await call('PUT', `/${id}`, { scopes: ['nope'] })).status).toBe(400);
  });

  it('gives a second secret, no third one, and does not take the last', async () => {
    const { call, clients } = await ready();
    const { id } = await enterClient(clients);
    const first = (await clients.get(id))?.secrets[0]?.id;
    const added = await call('POST', `/${id}/secrets`);
    expect(added.status).toBe(201);
    const second = added.json();
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
      expect([response.status, response.json()]).toMatchObject([200, { client_id: id, status }]);
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
      expect(response.json()).toMatchObject({ error: 'beyond_own_authority' });
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
