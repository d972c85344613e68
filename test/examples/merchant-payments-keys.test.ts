import { afterAll, describe, expect, it } from 'vitest';
import { expectOAuthError, expectProblem, jsonOf } from './gateway.js';
import { type DemoKey, startPayments } from './payments.js';

interface ShownKey {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly status: string;
  readonly client_id: string;
}

interface NewKey extends ShownKey {
  readonly client_secret: string;
}

const payments = await startPayments();
const { demo, send } = payments;
const [admin, operator, viewer] = demo.keys;
const administrator = await payments.tokenOf(admin);
const other = await payments.tokenOf(demo.other_merchant);

afterAll(() => payments.stop());

const administer = (method: string, path: string, body?: unknown, token = administrator) =>
  send(method, `/v1/api-keys${path}`, token, body);
const newKey = async (details: object): Promise<NewKey> => {
  const response = await administer('POST', '', { name: 'Test', ...details });
  expect(response.status).toBe(201);
  return jsonOf<NewKey>(response);
};
const shown = async (id: string) => {
  const { keys } = await jsonOf<{ keys: ShownKey[] }>(await administer('GET', ''));
  return keys.find((key) => key.id === id);
};
const mayRead = async (token: string) => (await send('GET', '/v1/transactions', token)).status;

describe('/v1/api-keys', () => {
  it.each([
    ['GET', ''],
    ['POST', ''],
    ['PUT', `/${viewer.id}/permissions`],
    ['POST', `/${viewer.id}/suspend`],
    ['POST', `/${viewer.id}/resume`],
    ['POST', `/${viewer.id}/revoke`],
  ])('is for keys with api-keys:manage alone: %s %s', async (method, path) => {
    const body = method === 'GET' ? undefined : '{';
    await expectProblem(await send(method, `/v1/api-keys${path}`, undefined, body), 401, {
      challenge: 'Bearer',
    });
    await expectProblem(await administer(method, path, body, await payments.tokenOf(operator)), 403, {
      error: 'insufficient_scope',
      challenge: 'Bearer scope="api-keys:manage", error="insufficient_scope"',
    });
  });

  it('lists the keys of the merchant, and never a secret', async () => {
    const response = await administer('GET', '');
    const text = await response.text();
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { keys } = JSON.parse(text) as { keys: ShownKey[] };
    expect(keys.map(({ id }) => id).sort()).toEqual(demo.keys.map(({ id }) => id).sort());
    expect(keys).toContainEqual({
      id: viewer.id,
      name: viewer.name,
      role: 'viewer',
      permissions: ['transactions:read'],
      status: 'active',
      client_id: viewer.client_id,
    });
    expect(text).not.toMatch(/secret|digest|hash/);
  });

  it.each([
    [{}, ['/name']],
    [{ name: '', role: 'viewer' }, ['/name']],
    [{ name: 'x', role: 'owner' }, ['/role']],
    [{ name: 'x', role: '__proto__' }, ['/role']],
    [{ name: 'x', role: null }, ['/role']],
    [{ name: 'x', role: 'viewer', permissions: ['accounts:create'] }, ['/permissions']],
    [{ name: 'x', role: 'custom', permissions: ['accounts:delete'] }, ['/permissions/0']],
    [{ name: 'x', scopes: [] }, ['/scopes']],
  ])('400 for a key that is none: %j', async (body, fields) => {
    await expectProblem(await administer('POST', '', body), 400, { fields });
  });

  it.each([
    [{}, ['/permissions']],
    [{ permissions: 'transactions:read' }, ['/permissions']],
    [{ permissions: ['transactions:read', 'unknown', 7] }, ['/permissions/1', '/permissions/2']],
    [{ permissions: ['transactions:read', 'transactions:read'] }, ['/permissions']],
    [{ permissions: [], role: 'admin' }, ['/role']],
  ])('400 for permissions that there are not: %j', async (body, fields) => {
    await expectProblem(await administer('PUT', `/${viewer.id}/permissions`, body), 400, { fields });
    expect(await shown(viewer.id)).toMatchObject({ role: 'viewer', permissions: ['transactions:read'] });
  });

  it.each([
    ['PUT', '/permissions', { permissions: [] }],
    ['POST', '/suspend', undefined],
    ['POST', '/resume', undefined],
    ['POST', '/revoke', undefined],
  ])(
    "answers of another merchant's key as of one that does not exist: %s %s",
    async (method, action, body) => {
      const ids = [viewer.id, demo.public_client.client_id, 'ghost', '__proto__'];
      const answers = await Promise.all(
        ids.map((id) =>
          administer(method, `/${id}${action}`, body, id === viewer.id ? other : administrator),
        ),
      );
      for (const answer of answers) await expectProblem(answer, 404);
      expect((await shown(viewer.id))?.status).toBe('active');
    },
  );

  it('takes slashes too many for none', async () => {
    expect((await administer('GET', '//?limit=1')).status).toBe(200);
  });

  it('405 with Allow', async () => {
    const response = await administer('DELETE', '');
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    await expectProblem(response, 405);
    expect((await administer('GET', `/${viewer.id}/suspend`)).headers.get('allow')).toBe('POST');
  });
});

describe('giving', () => {
  it('403 for what the caller does not hold: a role, permissions, a resumption', async () => {
    const manager = await newKey({ role: 'custom', permissions: ['api-keys:manage', 'transactions:read'] });
    const token = await payments.tokenOf(manager);
    const beyond = { error: 'beyond_own_authority' };
    await expectProblem(await administer('POST', '', { name: 'x' }, token), 403, beyond);
    await expectProblem(await administer('POST', '', { name: 'x', role: 'operator' }, token), 403, beyond);
    const more = { permissions: ['transactions:read', 'transfers:initiate'] };
    await expectProblem(await administer('PUT', `/${viewer.id}/permissions`, more, token), 403, beyond);
    const stopped = await newKey({ role: 'operator' });
    expect((await administer('POST', `/${stopped.id}/suspend`, undefined, token)).status).toBe(200);
    await expectProblem(await administer('POST', `/${stopped.id}/resume`, undefined, token), 403, beyond);
    expect((await administer('POST', '', { name: 'x', role: 'viewer' }, token)).status).toBe(201);
  });

  it('403 for a token that was narrowed, whatever its key may', async () => {
    const narrowed = await payments.tokenOf(admin, { scope: 'api-keys:manage' });
    const response = await administer('POST', '', { name: 'x', role: 'viewer' }, narrowed);
    await expectProblem(response, 403, { error: 'beyond_own_authority' });
  });

  it.each([
    ['admin', {}, 6],
    ['admin', { role: 'admin' }, 6],
    ['operator', { role: 'operator' }, 3],
    ['viewer', { role: 'viewer' }, 1],
    ['custom', { role: 'custom' }, 0],
    ['custom', { role: 'custom', permissions: ['accounts:create'] }, 1],
  ])('201 with the secret, shown once: %s for %j', async (role, details, count) => {
    const key = await newKey({ name: 'New', ...details });
    const { client_secret, ...rest } = key;
    expect(client_secret).toMatch(/^[\w-]{43,}$/);
    expect(rest).toEqual({
      id: key.client_id,
      name: 'New',
      role,
      permissions: expect.any(Array),
      status: 'active',
      client_id: expect.any(String),
    });
    expect(key.permissions).toHaveLength(count);
    expect(await shown(key.id)).toEqual(rest);
    expect((await payments.tokensOf(key)).refresh_token).toEqual(expect.any(String));
  });
});

describe('permissions', () => {
  it('make a key custom, and live tokens obey at once, also when they come back', async () => {
    const key = await newKey({ role: 'operator' });
    const token = await payments.tokenOf(key);
    expect(await mayRead(token)).toBe(200);
    const put = (permissions: readonly string[]) =>
      administer('PUT', `/${key.id}/permissions`, { permissions });
    const changed = await put(['terminals:assign', 'transfers:initiate']);
    expect([changed.status, await jsonOf(changed)]).toEqual([
      200,
      expect.objectContaining({ role: 'custom', permissions: ['terminals:assign', 'transfers:initiate'] }),
    ]);
    expect(await mayRead(token)).toBe(403);
    const asked = { client_id: key.client_id, client_secret: key.client_secret };
    const beyond = { grant_type: 'client_credentials', ...asked, scope: 'transactions:read' };
    await expectOAuthError(await payments.ask('issue', beyond), 400, 'invalid_scope');
    // What the token was not given it does not get.
    expect((await send('POST', '/v1/transfers', token, {})).status).toBe(403);
    expect((await send('POST', '/v1/transfers', await payments.tokenOf(key), {})).status).toBe(400);
    await put(['transactions:read']);
    expect(await mayRead(token)).toBe(200);
  });
});

describe('suspend, resume, revoke', () => {
  const change = async (key: ShownKey | DemoKey, action: string) => {
    const response = await administer('POST', `/${key.id}/${action}`);
    return [response.status, (await jsonOf(response)).status];
  };

  it('suspended: no tokens, and live ones stop; resumed: they work again; revoked: never', async () => {
    const key = await newKey({ role: 'viewer' });
    const { client_id, client_secret } = key;
    const { access_token, refresh_token } = await payments.tokensOf(key);
    const refused = async () => {
      await expectProblem(await send('GET', '/v1/transactions', access_token), 401, {
        error: 'invalid_token',
        challenge: 'Bearer error="invalid_token"',
      });
      const grant = { grant_type: 'client_credentials', client_id };
      const right = await payments.ask('issue', { ...grant, client_secret });
      const wrong = await payments.ask('issue', { ...grant, client_secret: 'wrong' });
      expect(await right.clone().text()).toBe(await wrong.text());
      await expectOAuthError(right, 401, 'invalid_client');
      const refresh = await payments.ask('refresh', { client_id, client_secret, refresh_token });
      await expectOAuthError(refresh, 401, 'invalid_client');
    };
    for (let sight = 0; sight < 3; sight += 1) expect(await mayRead(access_token)).toBe(200);
    expect(await change(key, 'suspend')).toEqual([200, 'suspended']);
    await refused();
    expect(await change(key, 'resume')).toEqual([200, 'active']);
    expect(await mayRead(access_token)).toBe(200);
    expect((await payments.ask('refresh', { client_id, client_secret, refresh_token })).status).toBe(200);
    expect(await change(key, 'revoke')).toEqual([200, 'revoked']);
    await refused();
    await expectProblem(await administer('POST', `/${key.id}/resume`), 409, { error: 'client_revoked' });
    const put = await administer('PUT', `/${key.id}/permissions`, { permissions: [] });
    expect([put.status, (await shown(key.id))?.status]).toEqual([409, 'revoked']);
    expect(await mayRead(access_token)).toBe(401);
  });

  it('409 for the last admin key that would end itself, which stays as it was', async () => {
    // Others of this file may have made admin keys: end them.
    const { keys } = await jsonOf<{ keys: ShownKey[] }>(await administer('GET', ''));
    for (const key of keys)
      if (key.role === 'admin' && key.id !== admin.id)
        expect(await change(key, 'revoke')).toEqual([200, 'revoked']);
    const last = { error: 'last_admin_key' };
    await expectProblem(await administer('POST', `/${admin.id}/suspend`), 409, last);
    await expectProblem(await administer('POST', `/${admin.id}/revoke`), 409, last);
    const put = await administer('PUT', `/${admin.id}/permissions`, { permissions: ['transactions:read'] });
    await expectProblem(put, 409, last);
    expect(await mayRead(administrator)).toBe(200);
    expect(await shown(admin.id)).toMatchObject({ role: 'admin', status: 'active' });
  });

  it('lets an admin key end itself where there is another, but never both of two at once', async () => {
    const [one, two] = [await newKey({ name: 'One' }), await newKey({ name: 'Two' })];
    const tokens = [await payments.tokenOf(one), await payments.tokenOf(two)];
    // The demo key steps aside: these two are the last.
    expect((await administer('POST', `/${admin.id}/suspend`)).status).toBe(200);
    const ended = await Promise.all(
      [one, two].map(({ id }, index) => administer('POST', `/${id}/revoke`, undefined, tokens[index])),
    );
    const statuses = ended.map(({ status }) => status).sort();
    expect([
      [200, 409],
      [409, 409],
      [200, 401],
    ]).toContainEqual(statuses);
    const alive = await Promise.all(tokens.map(mayRead));
    expect(alive.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
    const survivor = tokens[alive.indexOf(200)];
    expect((await administer('POST', `/${admin.id}/resume`, undefined, survivor)).status).toBe(200);
  });
});
