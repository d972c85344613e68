import { afterAll, describe, expect, it } from 'vitest';
import { administrationOf, type ShownClient } from './administration.js';
import { expectOAuthError, expectProblem, jsonOf, startGateway } from './gateway.js';

const gateway = await startGateway();
const { administer, newClient, shown } = await administrationOf(gateway);

afterAll(() => gateway.stop());

describe('/admin/clients', () => {
  it.each([
    ['GET', ''],
    ['POST', ''],
    ['PUT', '/demo-all'],
    ['POST', '/demo-all/secrets'],
    ['DELETE', '/demo-all/secrets/x'],
    ['POST', '/demo-all/suspend'],
    ['POST', '/demo-all/resume'],
    ['POST', '/demo-all/revoke'],
  ] as const)('is for clients with the scope clients:manage alone: %s %s', async (method, path) => {
    const account = await gateway.tokenOf(gateway.demo.clients[0]);
    const challenge = 'Bearer scope="clients:manage", error="insufficient_scope"';
    await expectProblem(await gateway.send(method, `/admin/clients${path}`), 401, { challenge: 'Bearer' });
    const refused = await administer(method, path, method === 'GET' ? undefined : '{', account);
    await expectProblem(refused, 403, { error: 'insufficient_scope', challenge });
  });

  it('lists the clients, and never a secret', async () => {
    const response = await administer('GET', '');
    const text = await response.text();
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { clients } = JSON.parse(text);
    expect(clients.map(({ client_id }: ShownClient) => client_id)).toEqual(
      expect.arrayContaining([gateway.demo.admin, ...gateway.demo.clients].map(({ client_id }) => client_id)),
    );
    const [first] = gateway.demo.clients;
    expect(clients).toContainEqual(
      expect.objectContaining({
        client_id: first.client_id,
        name: first.name,
        apis: first.apis,
        roles: first.roles,
        status: 'active',
        secrets: [{ id: expect.any(String), createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) }],
      }),
    );
    expect(text).not.toMatch(/digest|client_secret|hash/);
    for (const { client_secret } of [gateway.demo.admin, ...gateway.demo.clients])
      expect(text).not.toContain(client_secret);
  });

  it('creates one, and shows its secret once', async () => {
    const created = await newClient({ name: 'New', apis: ['billing'], roles: ['full-sender'] });
    expect(created).toMatchObject({
      name: 'New',
      apis: ['billing'],
      roles: ['full-sender'],
      status: 'active',
    });
    expect(created.client_secret).toMatch(/^[\w-]{43,}$/);
    expect(await shown(created.client_id)).not.toHaveProperty('client_secret');
    const token = await gateway.tokenOf(created);
    expect((await gateway.post('billing', token, { messageType: 'invoice' })).status).toBe(200);
  });

  it.each([
    [{ apis: ['claims'], roles: [] }, ['/name']],
    [{ name: '', apis: [] }, ['/name']],
    [{ name: 7 }, ['/name']],
    [{ name: 'x', apis: ['unknown'] }, ['/apis/0']],
    [{ name: 'x', apis: 'claims' }, ['/apis']],
    [{ name: 'x', apis: ['claims', 'claims'] }, ['/apis/1']],
    [{ name: 'x', roles: ['unknown'] }, ['/roles/0']],
    [{ name: 'x', roles: [null] }, ['/roles/0']],
    [{ name: 'x', scopes: ['claims'] }, ['/scopes']],
    [{ name: 'x', 'a/b': 1 }, ['/a~1b']],
    [
      { name: 1, apis: ['x', 'claims', 'y'], roles: {}, more: 1 },
      ['/more', '/name', '/apis/0', '/apis/2', '/roles'],
    ],
  ])('400 with one entry for each offending field: %j', async (body, fields) => {
    await expectProblem(await administer('POST', '', body), 400, { fields });
  });

  it('400 for a change that does not describe a client, and nothing is changed', async () => {
    const { client_id } = await newClient();
    const wrong = { apis: ['claims', 'unknown'], roles: 'notifier' };
    await expectProblem(await administer('PUT', `/${client_id}`, wrong), 400, {
      fields: ['/apis/1', '/roles'],
    });
    expect(await shown(client_id)).toMatchObject({ apis: ['claims'], roles: ['full-sender'] });
  });

  it.each([
    ['broken JSON', 400, 'application/json', '{'],
    ['no object', 400, 'application/json', '[]'],
    ['another media type', 400, 'text/plain', '{"name":"x"}'],
    ['over 100 KiB', 413, 'application/json', JSON.stringify({ name: 'x'.repeat(102_400) })],
  ])('refuses %s: %i', async (_, status, type, body) => {
    const response = await fetch(`${gateway.url}/admin/clients`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await gateway.tokenOf(gateway.demo.admin)}`, 'content-type': type },
      body,
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json',
    ]);
  });

  it.each([
    ['PUT', '', 'GET, HEAD, POST'],
    ['POST', '/demo-all', 'GET, HEAD, PUT'],
    ['GET', '/demo-all/secrets', 'POST'],
    ['GET', '/demo-all/suspend', 'POST'],
    ['PATCH', '/demo-all/secrets/x', 'DELETE'],
  ] as const)('405 with Allow: %s %s', async (method, path, allow) => {
    const response = await administer(method, path);
    expect(response.headers.get('allow')).toBe(allow);
    await expectProblem(response, 405);
  });

  it.each([
    ['PUT', '/ghost'],
    ['POST', '/ghost/secrets'],
    ['DELETE', '/ghost/secrets/x'],
    ['POST', '/ghost/suspend'],
    ['POST', '/ghost/resume'],
    ['POST', '/ghost/revoke'],
    ['DELETE', '/demo-all/secrets/ghost'],
    ['POST', '/__proto__/suspend'],
  ] as const)('404 for a client or secret that there is not: %s %s', async (method, path) => {
    const response = await administer(method, path, method === 'PUT' ? { apis: [] } : undefined);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });
});

describe('secrets', () => {
  it('are two at most, each good until it is ended, one at least', async () => {
    const first = await newClient();
    const secretsPath = `/${first.client_id}/secrets`;
    const added = await administer('POST', secretsPath);
    const second = await jsonOf<{ id: string; client_secret: string }>(added);
    expect([added.status, second]).toEqual([
      201,
      { id: expect.any(String), client_secret: expect.any(String) },
    ]);
    expect((await administer('POST', secretsPath)).status).toBe(409);

    const { secrets } = await shown(first.client_id);
    expect(secrets.map(({ id }) => id)).toContain(second.id);
    expect(secrets).toHaveLength(2);
    for (const client_secret of [first.client_secret, second.client_secret])
      await gateway.tokenOf({ ...first, client_secret });

    const [{ id: firstId } = { id: '' }] = first.secrets;
    const ended = await administer('DELETE', `${secretsPath}/${firstId}`);
    expect([ended.status, await ended.text()]).toEqual([204, '']);
    await expectOAuthError(await gateway.askToken(first), 401, 'invalid_client');
    await gateway.tokenOf({ ...first, client_secret: second.client_secret });
    expect((await administer('DELETE', `${secretsPath}/${second.id}`)).status).toBe(409);
    expect((await administer('DELETE', `${secretsPath}/${firstId}`)).status).toBe(404);
  });
});
