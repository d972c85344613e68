import { afterAll, describe, expect, it } from 'vitest';
import { expectOAuthError, expectProblem, jsonOf } from './gateway.js';
import { startPayments, type Tokens } from './payments.js';

const payments = await startPayments();
const [admin, operator, viewer] = payments.demo.keys;
const grant_type = 'client_credentials';

const all = [
  ...['accounts:create', 'transactions:read', 'transactions:manage'],
  ...['terminals:assign', 'transfers:initiate', 'api-keys:manage'],
];

afterAll(() => payments.stop());

const basicOf = ({ client_id, client_secret }: { client_id: string; client_secret: string }) =>
  `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;

const askJson = (endpoint: string, body: unknown, headers = {}) =>
  fetch(`${payments.url}/v1/auth/token/${endpoint}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const statusWith = async (token: string) => (await payments.send('GET', '/v1/transactions', token)).status;

describe('the announcement', () => {
  it('has three keys, a public client, three users, a sample and another merchant', () => {
    const credentials = {
      client_id: expect.any(String),
      client_secret: expect.stringMatching(/^[\w-]{43,}$/),
    };
    const key = (role: string) => ({
      ...credentials,
      id: expect.any(String),
      name: expect.any(String),
      role,
    });
    const user = (role: string) => ({
      username: expect.any(String),
      email: expect.stringMatching(/@/),
      password: expect.stringMatching(/^.{12,}$/),
      role,
    });
    expect(payments.demo).toEqual({
      keys: [key('admin'), key('operator'), key('viewer')],
      public_client: { client_id: expect.any(String), redirect_uri: expect.stringMatching(/^http/) },
      users: [user('admin'), user('operator'), user('viewer')],
      sample: {
        account_ids: [expect.any(String), expect.any(String)],
        terminal_id: expect.any(String),
        transaction_id: expect.any(String),
      },
      other_merchant: { ...credentials, transaction_id: expect.any(String) },
    });
  });
});

describe('the metadata', () => {
  it('name the endpoints under their own paths, and what is offered there', async () => {
    const { url } = payments;
    const response = await fetch(`${url}/.well-known/oauth-authorization-server`);
    const metadata = await jsonOf<{ jwks_uri: string }>(response);
    expect(metadata).toMatchObject({
      issuer: url,
      authorization_endpoint: `${url}/v1/auth/authorize`,
      token_endpoint: `${url}/v1/auth/token/issue`,
      revocation_endpoint: `${url}/v1/auth/token/revoke`,
      grant_types_supported: ['client_credentials', 'authorization_code', 'refresh_token'],
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
    });
    const { keys } = await jsonOf<{ keys: readonly object[] }>(await fetch(metadata.jwks_uri));
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
  });
});

describe('POST /v1/auth/token/issue', () => {
  const { client_id, client_secret } = operator;

  it.each([
    [
      'a scope beyond the role',
      400,
      'invalid_scope',
      { client_id, client_secret, scope: 'transfers:initiate' },
    ],
    ['a scope that there is not', 400, 'invalid_scope', { client_id, client_secret, scope: 'everything' }],
    ['another grant', 400, 'unsupported_grant_type', { client_id, client_secret, grant_type: 'password' }],
    [
      'a grant that is not on the record of the key',
      400,
      'unauthorized_client',
      { client_id, client_secret, grant_type: 'authorization_code', code: 'x', code_verifier: 'x' },
    ],
    ['a wrong secret', 401, 'invalid_client', { client_id, client_secret: 'wrong' }],
    ['an unknown key', 401, 'invalid_client', { client_id: 'ghost', client_secret }],
    ['no secret', 401, 'invalid_client', { client_id }],
  ])('refuses %s: %i %s', async (_, status, error, parameters) => {
    await expectOAuthError(await payments.ask('issue', { grant_type, ...parameters }), status, error);
    await expectOAuthError(await askJson('issue', { grant_type, ...parameters }), status, error);
  });

  it('refuses client credentials to the public client', async () => {
    const { client_id } = payments.demo.public_client;
    await expectOAuthError(
      await payments.ask('issue', { grant_type, client_id }),
      400,
      'unauthorized_client',
    );
  });

  it.each([
    ['broken JSON', 400, 'application/json', '{'],
    ['JSON that is no object', 400, 'application/json', '[]'],
    ['a parameter that is no text', 400, 'application/json', '{"grant_type":1}'],
    ['another media type', 400, 'text/plain', 'grant_type=client_credentials'],
    ['over 100 KiB', 413, 'application/json', JSON.stringify({ grant_type: 'x'.repeat(102_400) })],
  ])('refuses %s: %i', async (_, status, type, body) => {
    const url = `${payments.url}/v1/auth/token/issue`;
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
    await expectOAuthError(response, status, 'invalid_request');
  });

  it.each([
    ['a form', () => payments.ask('issue', { grant_type, client_id, client_secret })],
    ['JSON', () => askJson('issue', { grant_type, client_id, client_secret })],
    ['JSON and HTTP Basic', () => askJson('issue', { grant_type }, { authorization: basicOf(operator) })],
  ])('gives an access token and a refresh token for %s', async (_, request) => {
    const response = await request();
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const tokens = await jsonOf<Tokens>(response);
    expect(tokens).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'transactions:read transactions:manage terminals:assign',
    });
    expect(await statusWith(tokens.access_token)).toBe(200);
  });

  it('gives every role its permissions as scopes, or the fewer that are asked for', async () => {
    expect((await payments.tokensOf(admin)).scope?.split(' ').sort()).toEqual([...all].sort());
    expect((await payments.tokensOf(viewer)).scope).toBe('transactions:read');
    const narrowed = await payments.tokensOf(admin, { scope: 'accounts:create' });
    expect(narrowed.scope).toBe('accounts:create');
    expect(await statusWith(narrowed.access_token)).toBe(403);
  });
});

describe('POST /v1/auth/token/refresh', () => {
  const { client_id, client_secret } = viewer;

  it('refuses a token that is none, one of another key, and a wrong secret', async () => {
    const { refresh_token } = await payments.tokensOf(operator);
    const ask = (parameters: Record<string, string>) => payments.ask('refresh', parameters);
    const none = { client_id, client_secret, refresh_token: 'none' };
    await expectOAuthError(await ask(none), 400, 'invalid_grant');
    await expectOAuthError(await ask({ ...none, refresh_token }), 400, 'invalid_grant');
    await expectOAuthError(await ask({ client_id, client_secret }), 400, 'invalid_request');
    await expectOAuthError(await ask({ ...none, client_secret: 'wrong' }), 401, 'invalid_client');
    const other = { ...none, grant_type: 'client_credentials' };
    expect((await ask(other)).status).toBe(400);
  });

  it.each([
    ['without grant_type', {}],
    ['with it', { grant_type: 'refresh_token' }],
  ])('gives the next pair %s, as a form and as JSON', async (_, given) => {
    const first = await payments.tokensOf(viewer);
    const parameters = { client_id, client_secret, ...given };
    const second = await jsonOf<Tokens>(
      await payments.ask('refresh', { ...parameters, refresh_token: first.refresh_token }),
    );
    expect(second).toMatchObject({ token_type: 'Bearer', scope: 'transactions:read' });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = await askJson('refresh', { ...parameters, refresh_token: second.refresh_token });
    expect([third.status, third.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await statusWith((await jsonOf<Tokens>(third)).access_token)).toBe(200);
  });

  it('ends everything when a refresh token that is long used comes again', async () => {
    const first = await payments.tokensOf(viewer);
    let { refresh_token } = first;
    for (let refresh = 0; refresh < 2; refresh += 1) {
      const response = await payments.ask('refresh', { client_id, client_secret, refresh_token });
      ({ refresh_token } = await jsonOf<Tokens>(response));
    }
    const replay = { client_id, client_secret, refresh_token: first.refresh_token };
    await expectOAuthError(await payments.ask('refresh', replay), 400, 'invalid_grant');
  });
});

describe('POST /v1/auth/token/revoke', () => {
  const { client_id, client_secret } = viewer;

  it('refuses a wrong secret, and ends nothing', async () => {
    const { access_token: token } = await payments.tokensOf(viewer);
    const wrong = { client_id, client_secret: 'wrong', token };
    await expectOAuthError(await payments.ask('revoke', wrong), 401, 'invalid_client');
    expect(await statusWith(token)).toBe(200);
  });

  it('answers 200 with nothing, and the access token stops', async () => {
    const { access_token: token } = await payments.tokensOf(viewer);
    expect(await statusWith(token)).toBe(200);
    const response = await askJson('revoke', { client_id, client_secret, token });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const refused = await payments.send('GET', '/v1/transactions', token);
    const challenge = 'Bearer error="invalid_token"';
    await expectProblem(refused, 401, { error: 'invalid_token', challenge });
    expect((await payments.ask('revoke', { client_id, client_secret, token })).status).toBe(200);
  });

  it('takes the access tokens of a refresh token with it', async () => {
    const { access_token, refresh_token } = await payments.tokensOf(viewer);
    const revoked = await payments.ask('revoke', { client_id, client_secret, token: refresh_token });
    expect(revoked.status).toBe(200);
    expect(await statusWith(access_token)).toBe(401);
    const again = { client_id, client_secret, refresh_token };
    await expectOAuthError(await payments.ask('refresh', again), 400, 'invalid_grant');
  });

  it('is 200 for a token that nobody was given', async () => {
    expect((await payments.ask('revoke', { client_id, client_secret, token: 'nothing' })).status).toBe(200);
  });
});

describe('everything else', () => {
  it.each([
    '/',
    '/v1',
    '/v1/auth',
    '/v1/auth/token',
    '/v1/unknown',
    '/oauth/token',
    '/login',
    '/%',
    '/__proto__',
  ])('404 for %s', async (path) => {
    await expectProblem(await fetch(payments.url + path), 404);
  });

  it.each(['issue', 'refresh', 'revoke'])('405 for GET /v1/auth/token/%s', async (endpoint) => {
    const response = await fetch(`${payments.url}/v1/auth/token/${endpoint}`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
