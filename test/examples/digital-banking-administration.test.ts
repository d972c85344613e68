import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { allScopes, type DemoApp, startBank } from './bank.js';
import { expectOAuthError, expectProblem, jsonOf } from './gateway.js';

const bank = await startBank();
const { administer, confidentialApp, publicApp, demo } = bank;
const owner = bank.userOf('account-owner');

afterAll(() => bank.stop());

interface NewApp {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly apiKey: string;
  readonly keyId: string;
}

const redirectUri = 'https://acme.example/callback';
const invalidKey = {
  error: 'invalid_api_key',
  challenge: 'ApiKey header="API-Key", error="invalid_api_key"',
};

/** An application of its own for a test. */
async function register(details: object = {}): Promise<NewApp & { readonly app: DemoApp }> {
  const response = await administer('POST', '/clients', {
    name: 'Acme',
    redirectUris: [redirectUri],
    ...details,
  });
  expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
  const made = await jsonOf<NewApp>(response);
  const { clientId, clientSecret, apiKey, keyId } = made;
  const app = {
    ...confidentialApp,
    client_id: clientId,
    client_secret: clientSecret ?? '',
    api_key: apiKey,
    api_key_id: keyId,
    redirect_uri: redirectUri,
  };
  return { ...made, app };
}

const products = (key: string) => bank.call('GET', '/banking/products', { key });
const statusOf = async (key: string) => (await products(key)).status;

describe('without the permission', () => {
  it.each([
    ['POST', '/clients', '{'],
    ['PUT', '/users/olivia', {}],
    ['GET', '/api-keys', undefined],
    ['POST', '/api-keys', {}],
    ['POST', `/api-keys/${confidentialApp.api_key_id}/revoke`, undefined],
    ['GET', `/api-keys/${confidentialApp.api_key_id}/usage`, undefined],
  ])('%s /admin%s: 403, before the body is looked at', async (method, path, body) => {
    await expectProblem(
      await bank.call(method, `/admin${path}`, { key: confidentialApp.api_key, body }),
      403,
    );
    expect((await bank.call(method, `/admin${path}`, { body })).status).toBe(401);
  });
});

describe('POST /admin/clients', () => {
  it.each([
    [{}, ['/name', '/redirectUris']],
    [{ name: ' ', redirectUris: [] }, ['/name', '/redirectUris']],
    [{ name: 'Acme', redirectUris: ['http://acme.example'], public: 'yes' }, ['/public']],
    [{ name: 'Acme', redirectUris: [redirectUri, 'javascript:alert(1)'] }, ['/redirectUris/1']],
    [{ name: 'Acme', redirectUris: [redirectUri], scopes: ['accounts:read'] }, ['/scopes']],
  ])('%j: 400, at %j', async (body, fields) => {
    await expectProblem(await administer('POST', '/clients', body), 400, { fields });
  });

  it('gives a confidential application its three, and all of them work', async () => {
    const { app, clientSecret } = await register();
    expect(clientSecret).toMatch(/^[\w-]{43,}$/);
    const { access_token, scope } = await bank.tokensOf(app, owner, allScopes);
    expect(scope).toBe('accounts:read transactions:read transfers:write payments:write');
    const call = { key: app.api_key, token: access_token };
    expect((await bank.call('GET', '/banking/accounts', call)).status).toBe(200);
  });

  it('gives a public one no secret', async () => {
    const { app, ...made } = await register({ public: true });
    expect(made).toEqual({
      clientId: expect.any(String),
      apiKey: expect.any(String),
      keyId: expect.any(String),
    });
    const { client_secret, ...publicOne } = app;
    expect((await bank.tokensOf(publicOne, owner, 'accounts:read')).scope).toBe('accounts:read');
  });
});

describe('PUT /admin/users/{username}', () => {
  it('refuses who and what there is not', async () => {
    await expectProblem(await administer('PUT', '/users/nobody', { roles: [] }), 404);
    const wrong = await administer('PUT', '/users/oscar', { roles: ['root'], status: 'revoked', x: 1 });
    await expectProblem(wrong, 400, { fields: ['/x', '/roles/0', '/status'] });
  });

  it('changes what live tokens may do, on the next request', async () => {
    const user = bank.userOf('beneficial-owner');
    const key = confidentialApp.api_key;
    const { access_token: token, refresh_token } = await bank.tokensOf(confidentialApp, user, allScopes);
    const list = async (below = '') => {
      const path = `/banking/accounts${below && `/${user.accounts[0]?.accountId}${below}`}`;
      return (await bank.call('GET', path, { key, token })).status;
    };
    const change = async (body: object) => {
      const response = await administer('PUT', `/users/${user.username}`, body);
      expect(response.status).toBe(200);
      return jsonOf(response);
    };
    expect([await list(), await list('/transactions')]).toEqual([200, 200]);
    const shown = { username: user.username, status: 'active' };
    expect(await change({ roles: ['digital-banking-user'] })).toEqual({
      ...shown,
      roles: ['digital-banking-user'],
    });
    expect([await list(), await list('/transactions')]).toEqual([200, 403]);
    await change({ roles: ['it-manager'] });
    expect(await list()).toBe(403);
    await change({ roles: user.roles });
    expect([await list(), await list('/transactions')]).toEqual([200, 200]);
    expect(await change({ status: 'suspended' })).toEqual({
      ...shown,
      status: 'suspended',
      roles: user.roles,
    });
    await expectProblem(await bank.call('GET', '/banking/accounts', { key, token }), 403, {
      error: 'invalid_token',
      challenge: 'Bearer error="invalid_token"',
    });
    const refresh = { grant_type: 'refresh_token', refresh_token };
    await expectOAuthError(await bank.askToken(confidentialApp, refresh), 400, 'invalid_grant');
    await expect(bank.authorize(confidentialApp, user, 'accounts:read')).rejects.toThrow(/wrong/);
    await change({ status: 'active' });
    expect(await list()).toBe(200);
  });

  it('a role that is given does not widen a live token', async () => {
    const user = bank.userOf('digital-banking-user');
    const token = await bank.tokenOf(confidentialApp, user, allScopes);
    await administer('PUT', `/users/${user.username}`, { roles: ['teller'] });
    const call = { key: confidentialApp.api_key, token };
    const path = `/banking/accounts/${owner.accounts[0]?.accountId}`;
    expect((await bank.call('GET', path, call)).status).toBe(200);
    expect((await bank.call('GET', `${path}/transactions`, call)).status).toBe(403);
    await administer('PUT', `/users/${user.username}`, { roles: user.roles });
    expect((await bank.call('GET', path, call)).status).toBe(404);
  });
});

describe('/admin/api-keys', () => {
  it('refuses bodies off the schema, and clients and keys that there are not', async () => {
    const wrong = await administer('POST', '/api-keys', { name: '', permissions: ['api-keys:manage'] });
    await expectProblem(wrong, 400, { fields: ['/clientId', '/permissions', '/name'] });
    const body = { clientId: 'nobody', name: 'x' };
    await expectProblem(await administer('POST', '/api-keys', body), 400, { fields: ['/clientId'] });
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/suspend'],
      ['POST', '/revoke'],
      ['GET', '/usage'],
    ]) {
      const response = await administer(String(method), `/api-keys/nobody${path}`);
      await expectProblem(response, 404, { error: 'unknown_key' });
    }
    const { keyId } = await register();
    const rotate = await administer('POST', `/api-keys/${keyId}/rotate`, { overlapSeconds: -1 });
    await expectProblem(rotate, 400, { fields: ['/overlapSeconds'] });
  });

  it('lists keys and never their texts', async () => {
    const text = await (await administer('GET', '/api-keys')).text();
    const { keys } = JSON.parse(text) as {
      keys: { keyId: string; clientId: string; name: string; status: string }[];
    };
    for (const { api_key_id, client_id, name } of demo.apps) {
      const shown = { keyId: api_key_id, clientId: client_id, name, status: 'active' };
      expect(keys).toContainEqual(expect.objectContaining(shown));
    }
    expect(text).not.toMatch(/bank_live_\w+_/);
  });

  it('issues another key of a client, which works beside the first', async () => {
    const body = { clientId: publicApp.client_id, name: 'Second' };
    const response = await administer('POST', '/api-keys', body);
    const issued = await jsonOf<{ keyId: string; apiKey: string }>(response);
    expect(response.status).toBe(201);
    expect(issued).toMatchObject({ ...body, keyId: expect.any(String), status: 'active' });
    const token = await bank.tokenOf(publicApp, owner, 'accounts:read');
    for (const key of [issued.apiKey, publicApp.api_key]) {
      expect((await bank.call('GET', '/banking/accounts', { key, token })).status).toBe(200);
    }
  });

  it('suspends, resumes and revokes, from the next request on', async () => {
    const { apiKey, keyId } = await register();
    const change = async (what: string) => {
      const response = await administer('POST', `/api-keys/${keyId}/${what}`);
      return [response.status, (await jsonOf(response)).status];
    };
    for (let sight = 0; sight < 3; sight += 1) expect(await statusOf(apiKey)).toBe(200);
    expect(await change('suspend')).toEqual([200, 'suspended']);
    await expectProblem(await products(apiKey), 403, invalidKey);
    expect(await change('resume')).toEqual([200, 'active']);
    expect(await statusOf(apiKey)).toBe(200);
    expect(await change('revoke')).toEqual([200, 'revoked']);
    await expectProblem(await products(apiKey), 403, invalidKey);
    expect((await change('resume'))[0]).toBe(409);
    await expectProblem(await products(apiKey), 403, invalidKey);
  });

  it('does not end the key in use: 409', async () => {
    const own = `/api-keys/${demo.admin.api_key_id}`;
    await expectProblem(await administer('POST', `${own}/revoke`), 409, { error: 'key_in_use' });
    expect((await administer('GET', own)).status).toBe(200);
  });

  it('rotates: both work until the overlap is over', async () => {
    const { apiKey, keyId } = await register();
    const response = await administer('POST', `/api-keys/${keyId}/rotate`, { overlapSeconds: 1 });
    const successor = await jsonOf<{ keyId: string; apiKey: string }>(response);
    expect([response.status, successor.keyId === keyId]).toEqual([201, false]);
    expect([await statusOf(apiKey), await statusOf(successor.apiKey)]).toEqual([200, 200]);
    const { expiresAt } = await jsonOf<{ expiresAt: string }>(await administer('GET', `/api-keys/${keyId}`));
    await setTimeout(Date.parse(expiresAt) - Date.now() + 5);
    await expectProblem(await products(apiKey), 403, invalidKey);
    expect(await statusOf(successor.apiKey)).toBe(200);
  });
});

describe('usage', () => {
  it('is exact, by day and operation, whatever was answered', async () => {
    const { app, keyId } = await register();
    const token = await bank.tokenOf(app, owner, 'accounts:read');
    const call = { key: app.api_key, token };
    const own = `/banking/accounts/${owner.accounts[0]?.accountId}`;
    const day = new Date().toISOString().slice(0, 10);
    await Promise.all(Array.from({ length: 40 }, () => products(app.api_key)));
    const statuses = [
      await bank.call('GET', own, call),
      await bank.call('GET', '/banking/accounts/nobody', call),
      await bank.call('GET', own, { key: app.api_key }),
      await bank.call('GET', own, { key: app.api_key, token: 'wrong' }),
      await bank.call('GET', `${own}/transactions`, call),
      await bank.call('POST', '/admin/api-keys', { key: app.api_key }),
      // Nobody's operation, and nobody's key.
      await bank.call('GET', '/banking/nothing', call),
      await bank.call('GET', own),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 404, 401, 403, 403, 403, 404, 401]);
    expect(await jsonOf(await administer('GET', `/api-keys/${keyId}/usage`))).toEqual({
      usage: [
        { day, operation: 'GET /banking/accounts/{accountId}', calls: 4 },
        { day, operation: 'GET /banking/accounts/{accountId}/transactions', calls: 1 },
        { day, operation: 'GET /banking/products', calls: 40 },
        { day, operation: 'POST /admin/api-keys', calls: 1 },
      ],
    });
    const before = await administer('GET', `/api-keys/${keyId}/usage?to=2020-01-01`);
    expect(await jsonOf(before)).toEqual({ usage: [] });
    await expectProblem(await administer('GET', `/api-keys/${keyId}/usage?from=today`), 400, {
      error: 'invalid_request',
    });
  });

  it('does not have what the limiter refused; a successor has the same limit', async () => {
    const { api_key, api_key_id } = bank.trialApp;
    const statuses = await Promise.all(Array.from({ length: 12 }, () => statusOf(api_key)));
    expect(statuses.filter((status) => status === 200).length).toBe(5);
    const { usage } = await jsonOf<{ usage: { calls: number }[] }>(
      await administer('GET', `/api-keys/${api_key_id}/usage`),
    );
    expect(usage.map(({ calls }) => calls)).toEqual([5]);
    const rotated = await administer('POST', `/api-keys/${api_key_id}/rotate`, { overlapSeconds: 0 });
    const { headers } = await products((await jsonOf<{ apiKey: string }>(rotated)).apiKey);
    expect(headers.get('ratelimit-policy')).toMatch(/q=5; w=10/);
  });
});

describe('tokens', () => {
  it('are revoked and introspected by their own client', async () => {
    const { access_token: token } = await bank.tokensOf(confidentialApp, owner, 'accounts:read');
    const ask = (endpoint: string) => {
      const { client_id, client_secret = '' } = confidentialApp;
      const body = new URLSearchParams({ client_id, client_secret, token });
      return fetch(`${bank.url}/auth/${endpoint}`, { method: 'POST', body });
    };
    expect(await jsonOf(await ask('introspect'))).toMatchObject({ active: true, scope: 'accounts:read' });
    expect((await ask('revoke')).status).toBe(200);
    expect(await jsonOf(await ask('introspect'))).toEqual({ active: false });
    expect(
      (await bank.call('GET', '/banking/accounts', { key: confidentialApp.api_key, token })).status,
    ).toBe(403);
  });

  it('need PKCE, of confidential clients too', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: confidentialApp.client_id,
      redirect_uri: confidentialApp.redirect_uri,
      state: randomBytes(8).toString('hex'),
    });
    const response = await fetch(`${bank.url}/auth/authorize?${query}`, { redirect: 'manual' });
    const back = new URL(response.headers.get('location') ?? '');
    expect(back.searchParams.get('error')).toBe('invalid_request');
  });

  it('are announced in the metadata, and nothing else is', async () => {
    const metadata = await jsonOf(await fetch(`${bank.url}/.well-known/oauth-authorization-server`));
    expect(metadata).toMatchObject({
      issuer: bank.url,
      authorization_endpoint: `${bank.url}/auth/authorize`,
      token_endpoint: `${bank.url}/auth/token`,
      revocation_endpoint: `${bank.url}/auth/revoke`,
      introspection_endpoint: `${bank.url}/auth/introspect`,
      jwks_uri: `${bank.url}/auth/jwks`,
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
    });
    await expectOAuthError(
      await bank.askToken(confidentialApp, { grant_type: 'client_credentials' }),
      400,
      'unsupported_grant_type',
    );
  });
});
