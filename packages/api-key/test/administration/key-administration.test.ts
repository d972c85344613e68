import express5 from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { asCaller, callerGuard } from '../../../../test/support/caller-guard.js';
import { describeAdministration } from '../../../../test/support/describe-administration.js';
import { serve } from '../../../../test/support/serve.js';
import { serveAdministration as serveRouter } from '../../../../test/support/serve-administration.js';
import {
  type ApiKeysOptions,
  apiKey,
  type KeyAdministrationOptions,
  keyAdministration,
} from '../../src/index.js';
import { heardChanges } from '../support/heard-changes.js';
import { createRegistry, issueKey, issuer } from '../support/registry.js';

const admin = asCaller({ permissions: ['api-keys:manage'] });

interface ServeOptions extends Partial<KeyAdministrationOptions> {
  readonly express?: typeof express5;
  readonly parseFirst?: boolean;
  readonly registry?: Partial<ApiKeysOptions>;
}

async function serveAdministration({ express = express5, parseFirst, registry, ...own }: ServeOptions = {}) {
  const { keys, clock } = createRegistry({ scopes: ['a', 'b'], longestOverlapSeconds: 3600, ...registry });
  const mayGive = () => ({ scopes: ['a', 'b'] });
  const router = keyAdministration({ keys, guard: callerGuard(), mayGive, ...own });
  const call = await serveRouter<Body>(router, {
    ...{ express, parseFirst, path: '/admin/api-keys', caller: admin },
    behind: (app) => app.get('/admin/api-keys/:keyId/usage', (_req, res) => res.json({ usage: [] })),
  });
  return { keys, clock, call };
}

interface Body {
  readonly keyId: string;
  readonly apiKey: string;
  readonly error?: string;
  readonly keys: readonly { readonly keyId: string }[];
  readonly next?: string;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
}

const create = (options: object) =>
  keyAdministration({ keys: createRegistry().keys, guard: callerGuard(), ...options });

describeAdministration('keyAdministration', {
  ...{ create, serve: serveAdministration, body: { clientId: 'app', name: 'Office' } },
});

it.each([
  ['no keys', { keys: undefined }, /keys is missing/],
  ['a list in place of isClient', { isClient: ['app'] }, /isClient must be a function/],
])('keyAdministration refuses at creation %s', (_, options, message) => {
  expect(() => create(options)).toThrow(TypeError);
  expect(() => create(options)).toThrow(message);
});

describe.each(bothExpresses)('key administration on %s', (_, express) => {
  const ready = (options: ServeOptions = {}) => serveAdministration({ express, ...options });
  const allRoutes: readonly (readonly [string, string])[] = [
    ...['GET', 'HEAD', 'POST', 'PATCH', 'OPTIONS'].map((method) => [method, ''] as const),
    ...['GET', 'PUT', 'DELETE'].map((method) => [method, '/ID'] as const),
    ...['rotate', 'expire', 'suspend', 'resume', 'revoke'].map((step) => ['POST', `/ID/${step}`] as const),
  ];

  it.each(allRoutes)('%s %s without a credential: 401, and nothing happens', async (method, path) => {
    const { keys, call } = await ready();
    const { key } = await issueKey(keys);
    const body = method === 'POST' || method === 'PUT' ? { name: 'x', clientId: 'app' } : undefined;
    const response = await call(method, path.replace('ID', key.id), body, {});
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Test realm="test"');
    expect(await keys.list()).toEqual([key]);
  });

  it('leaves room for paths of the app below its own', async () => {
    const { call } = await ready();
    expect((await call('GET', '/x/usage')).json()).toEqual({ usage: [] });
  });

  it.each([
    ['DELETE', '', 'GET, HEAD, POST'],
    ['PATCH', '/x', 'GET, HEAD, PUT'],
    ['GET', '/x/rotate', 'POST'],
    ['GET', '/x/revoke', 'POST'],
  ])('%s %s: 405 with Allow', async (method, path, allow) => {
    const { call } = await ready();
    const { status, headers } = await call(method, path);
    expect([status, headers.get('allow')]).toEqual([405, allow]);
  });

  it.each([
    ['GET', '/nobody'],
    ['PUT', '/nobody'],
    ['POST', '/nobody/rotate'],
    ['POST', '/nobody/expire'],
    ['POST', '/nobody/suspend'],
    ['POST', '/nobody/resume'],
    ['POST', '/nobody/revoke'],
  ])('%s %s: 404', async (method, path) => {
    const { call, clock } = await ready();
    const expiresAt = new Date(clock.now() + 60_000).toISOString();
    const bodies: Record<string, object> = { '/rotate': { overlapSeconds: 0 }, '/expire': { expiresAt } };
    const body = method === 'GET' ? undefined : (bodies[path.slice('/nobody'.length)] ?? {});
    const response = await call(method, path, body);
    expect([response.status, response.json().error]).toEqual([404, 'unknown_key']);
  });

  it('names every member that is wrong', async () => {
    const { call, keys } = await ready({ members: { scopes: 'apis' } });
    const response = await call('POST', '', {
      ...{ apis: ['a', 'nope'], roles: 'r', environment: 'prod', allowedAddresses: ['x'], scopes: [] },
      ...{ expiresAt: '2020-01-01T00:00:00Z', keyId: 'mine', apiKey: 'mine', metadata: {}, 'a/b~c': 1 },
    });
    expect(response.status).toBe(400);
    expect(
      response
        .json()
        .errors.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual(
      [
        ...['/a~1b~0c', '/apis/1', '/roles', '/environment', '/allowedAddresses/0', '/scopes', '/expiresAt'],
        ...['/keyId', '/apiKey', '/metadata', '/name', '/clientId'],
      ].sort(),
    );
    expect(await keys.list()).toEqual([]);
  });

  it.each(['tomorrow', 4102444800000, '2100-01-01', '2100-02-31T99:00:00Z', null])(
    'refuses the deadline %j',
    async (expiresAt) => {
      const { call } = await ready();
      const response = await call('POST', '', { name: 'x', clientId: 'app', expiresAt });
      expect([response.status, response.json().errors?.[0]?.pointer]).toEqual([400, '/expiresAt']);
    },
  );

  it('issues a key and shows its text in this one answer', async () => {
    const { call, keys } = await ready();
    const details = { clientId: 'app', name: 'Office', scopes: ['a'], expiresAt: '2100-01-01T00:00:00.000Z' };
    const response = await call('POST', '', details);
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { keyId, apiKey: text } = response.json();
    expect(response.json()).toEqual({
      ...details,
      keyId,
      apiKey: text,
      environment: 'live',
      status: 'active',
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await keys.verify(text, issuer)).toMatchObject({ key: { id: keyId } });
    for (const path of ['', `/${keyId}`]) {
      const shown = await call('GET', path);
      expect(shown.text).toContain(keyId);
      expect(shown.text).not.toContain(text.slice(-49));
      expect(shown.text).not.toMatch(/digest|pepper|metadata/);
    }
  });

  it('takes details of the app for what the body leaves out', async () => {
    const { call, keys } = await ready({
      defaults: { environment: 'test', scopes: ['a'], metadata: { plan: 'free' } },
    });
    const { keyId } = (await call('POST', '', { clientId: 'app', name: 'x' })).json();
    expect(await keys.get(keyId)).toMatchObject({
      environment: 'test',
      scopes: ['a'],
      metadata: { plan: 'free' },
    });
  });

  it('makes keys for clients that there are', async () => {
    const { call, keys } = await ready({ isClient: async (id) => id === 'app' });
    const refused = await call('POST', '', { clientId: 'ghost', name: 'x' });
    expect([refused.status, refused.json().errors]).toEqual([
      400,
      [{ pointer: '/clientId', detail: 'Is not a client' }],
    ]);
    expect(await keys.list()).toEqual([]);
    expect((await call('POST', '', { clientId: 'app', name: 'x' })).status).toBe(201);
  });

  it('lists in pages, and the keys of one client, under the names that the provider gives', async () => {
    const { call, keys } = await ready({ members: { keyId: 'id', clientId: 'app_id', apiKey: 'secret' } });
    for (const clientId of ['app', 'other', 'app']) await issueKey(keys, { clientId });
    const first = (await call('GET', '?limit=2')).json();
    expect(first.keys).toMatchObject([{ app_id: 'app' }, { app_id: 'other' }]);
    const second = (await call('GET', `?limit=2&after=${first.next}`)).json();
    expect(second.keys).toHaveLength(1);
    expect(second).not.toHaveProperty('next');
    expect((await call('GET', '?app_id=app')).json().keys).toHaveLength(2);
    const issued = (await call('POST', '', { app_id: 'app', name: 'x' })).json();
    expect(issued).toMatchObject({ id: expect.any(String), secret: expect.stringMatching(/^bank_live_/) });
  });

  it('changes what the body names, and neither whose it is nor when it ends', async () => {
    const { call, keys } = await ready();
    const { key } = await issueKey(keys, { scopes: ['a'], allowedAddresses: ['10.0.0.0/8'] });
    const response = await call('PUT', `/${key.id}`, { scopes: ['b'], allowedAddresses: null });
    expect(response.status).toBe(200);
    expect(response.json()).toMatchObject({ scopes: ['b'], name: 'Back office' });
    expect(response.json()).not.toHaveProperty('allowedAddresses');
    for (const member of ['clientId', 'environment', 'expiresAt', 'status', 'keyId']) {
      const refused = await call('PUT', `/${key.id}`, { [member]: 'x' });
      expect([refused.status, refused.json().errors[0]?.pointer]).toEqual([400, `/${member}`]);
    }
  });

  it('rotates: a new id and text, and the old key ends at its deadline', async () => {
    const { call, keys, clock } = await ready();
    const { key, apiKey: old } = await issueKey(keys, { scopes: ['a'] });
    for (const body of [{}, { overlapSeconds: -1 }, { overlapSeconds: 3601 }, { overlapSeconds: '1' }]) {
      const refused = await call('POST', `/${key.id}/rotate`, body);
      expect([refused.status, refused.json().errors[0]?.pointer]).toEqual([400, '/overlapSeconds']);
    }
    const response = await call('POST', `/${key.id}/rotate`, { overlapSeconds: 60 });
    const { keyId, apiKey: text } = response.json();
    expect([response.status, keyId === key.id]).toEqual([201, false]);
    expect((await call('GET', `/${key.id}`)).json()).toMatchObject({
      replacedBy: keyId,
      expiresAt: new Date(clock.now() + 60_000).toISOString(),
    });
    expect(await keys.verify(old, issuer)).toHaveProperty('key');
    clock.advance(60_000);
    expect(await keys.verify(old, issuer)).toEqual({ fault: 'expired' });
    expect(await keys.verify(text, issuer)).toHaveProperty('key');
    const again = await call('POST', `/${key.id}/rotate`, { overlapSeconds: 60 });
    expect([again.status, again.json().error]).toEqual([409, 'key_replaced']);
  });

  it('brings the end of a key forward', async () => {
    const { call, keys, clock } = await ready();
    const { key, apiKey: text } = await issueKey(keys);
    for (const body of [
      {},
      { expiresAt: 'now' },
      { expiresAt: new Date(clock.now()).toISOString() },
      { at: 1 },
    ]) {
      expect((await call('POST', `/${key.id}/expire`, body)).status).toBe(400);
    }
    const expiresAt = new Date(clock.now() + 1000).toISOString();
    const response = await call('POST', `/${key.id}/expire`, { expiresAt });
    expect([response.status, response.json()]).toMatchObject([200, { keyId: key.id, expiresAt }]);
    clock.advance(1000);
    expect(await keys.verify(text, issuer)).toEqual({ fault: 'expired' });
  });

  it('suspends, resumes and revokes; after that nothing', async () => {
    const { call, keys } = await ready();
    const { key } = await issueKey(keys);
    for (const [step, status] of [
      ['suspend', 'suspended'],
      ['resume', 'active'],
      ['revoke', 'revoked'],
    ]) {
      const response = await call('POST', `/${key.id}/${step}`);
      expect([response.status, response.json()]).toMatchObject([200, { keyId: key.id, status }]);
    }
    for (const [method, path, body] of [
      ['POST', '/resume', undefined],
      ['POST', '/suspend', undefined],
      ['POST', '/rotate', { overlapSeconds: 0 }],
      ['POST', '/expire', { expiresAt: '2100-01-01T00:00:00Z' }],
      ['PUT', '', { name: 'x' }],
    ] as const) {
      const response = await call(method, `/${key.id}${path}`, body);
      expect([response.status, response.json().error]).toEqual([409, 'key_revoked']);
    }
  });
});

describe('what a caller may give', () => {
  const nothingMore: ServeOptions = { mayGive: () => ({}) };

  it('is what they hold, by default', async () => {
    const { call, keys } = await serveAdministration(nothingMore);
    const caller = asCaller({ scopes: ['a'], roles: ['r'], permissions: ['p:q'] });
    const issue = (body: object) => call('POST', '', { clientId: 'app', name: 'x', ...body }, caller);
    for (const body of [
      { scopes: ['b'] },
      { scopes: ['a', 'b'] },
      { roles: ['s'] },
      { permissions: ['x:y'] },
    ]) {
      const response = await issue(body);
      expect([response.status, response.json().error]).toEqual([403, 'beyond_own_authority']);
    }
    expect(await keys.list()).toEqual([]);
    expect((await issue({ scopes: ['a'], roles: ['r'], permissions: ['p:q'] })).status).toBe(201);
    expect((await issue({})).status).toBe(201);
  });

  it('does not raise them by a successor, an update or a resumption of a stronger key', async () => {
    const { call, keys } = await serveAdministration(nothingMore);
    const { key } = await issueKey(keys, { permissions: ['users:manage'] });
    const caller = asCaller({ permissions: ['api-keys:manage'] });
    expect((await call('POST', `/${key.id}/rotate`, { overlapSeconds: 0 }, caller)).status).toBe(403);
    expect((await call('PUT', `/${key.id}`, { name: 'Mine' }, caller)).status).toBe(403);
    await keys.suspend(key.id);
    expect((await call('POST', `/${key.id}/resume`, undefined, caller)).status).toBe(403);
    expect(await keys.get(key.id)).toMatchObject({ status: 'suspended', name: 'Back office' });
    expect(await keys.list()).toHaveLength(1);
  });

  it('is not asked for taking away', async () => {
    const { call, keys } = await serveAdministration(nothingMore);
    const caller = asCaller({});
    for (const step of ['suspend', 'revoke'] as const) {
      const { key } = await issueKey(keys, { permissions: ['users:manage'] });
      expect((await call('POST', `/${key.id}/${step}`, undefined, caller)).status).toBe(200);
    }
  });

  it('is asked of the principal, and gives nothing when it throws', async () => {
    const { call, keys } = await serveAdministration({
      mayGive: ({ user }) => {
        if (user?.id === 'eve') throw new Error('broken');
        return user?.id === 'anna' ? { scopes: ['b'] } : {};
      },
    });
    const body = { clientId: 'app', name: 'x', scopes: ['b'] };
    const statusAs = async (userId: string) => (await call('POST', '', body, asCaller({ userId }))).status;
    expect([await statusAs('bob'), await statusAs('eve')]).toEqual([403, 500]);
    expect(await keys.list()).toEqual([]);
    expect(await statusAs('anna')).toBe(201);
  });
});

describe('a caller that comes with a key', () => {
  async function ready() {
    const { keys, clock } = createRegistry();
    const app = express5();
    const guard = apiKey({ keys, issuer, clock, environments: ['live', 'test'] });
    app.use(keyAdministration({ keys, guard }));
    const { url, close } = await serve(app);
    onTestFinished(close);
    const call = (own: string, path: string, body?: object) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'API-Key': own, ...(body && { 'content-type': 'application/json' }) },
        body: body ? JSON.stringify(body) : null,
      });
    return { keys, clock, call };
  }

  it.each(['revoke', 'suspend', 'expire'])(
    'cannot %s that very key: 409, and it goes on working',
    async (step) => {
      const { keys, call } = await ready();
      const own = await issueKey(keys);
      const body = step === 'expire' ? { expiresAt: '2100-01-01T00:00:00Z' } : undefined;
      const response = await call(own.apiKey, `/${own.key.id}/${step}`, body);
      expect([response.status, await response.json()]).toMatchObject([409, { error: 'key_in_use' }]);
      expect(await keys.get(own.key.id)).toEqual(own.key);
      const other = await issueKey(keys);
      expect((await call(other.apiKey, `/${own.key.id}/${step}`, body)).status).toBe(200);
    },
  );

  it('may put a successor in its own place', async () => {
    const { keys, call } = await ready();
    const own = await issueKey(keys);
    expect((await call(own.apiKey, `/${own.key.id}/rotate`, { overlapSeconds: 60 })).status).toBe(201);
  });

  it('gives no live key with a test key', async () => {
    const { keys, call } = await ready();
    const own = await issueKey(keys, { environment: 'test' });
    const live = await issueKey(keys);
    const details = { clientId: 'app', name: 'x' };
    const tries = [
      await call(own.apiKey, '', details),
      await call(own.apiKey, '', { ...details, environment: 'live' }),
      await call(own.apiKey, `/${live.key.id}/rotate`, { overlapSeconds: 60 }),
    ];
    expect(tries.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(await keys.list()).toHaveLength(2);
    expect((await call(own.apiKey, '', { ...details, environment: 'test' })).status).toBe(201);
  });
});

it('tells who made a change: the user, where there is one', async () => {
  const { call } = await serveAdministration();
  const heard = heardChanges();
  const body = { clientId: 'app', name: 'x' };
  const { keyId } = (await call('POST', '', body, asCaller({ id: 'console', userId: 'anna' }))).json();
  await call('POST', `/${keyId}/revoke`, undefined, asCaller({ id: 'console' }));
  expect(heard.map(({ change, by }) => [change, by?.id])).toEqual([
    ['issued', 'anna'],
    ['revoked', 'console'],
  ]);
});
