import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-request.js';
import { expectOAuthError, expectProblem, jsonOf, startGateway } from './gateway.js';

const gateway = await startGateway();

afterAll(() => gateway.stop());

describe('the announcement', () => {
  it('is exactly one line of JSON: where it listens, its pid, the demo credentials', () => {
    expect(gateway.announcement.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(gateway.announcement)).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      pid: expect.any(Number),
      demo: expect.any(Object),
    });
    expect(() => process.kill(gateway.pid, 0)).not.toThrow();
  });

  it('has an administrator and three accounts: all rights, claims only, one that only notifies', () => {
    const credentials = {
      client_id: expect.any(String),
      client_secret: expect.stringMatching(/^[\w-]{43,}$/),
    };
    const claimsTypes = ['claim-notification', 'estimate-submission', 'repair-authorisation'];
    const account = (apis: string[], roles: string[], message_types: string[]) => ({
      ...credentials,
      name: expect.any(String),
      apis,
      roles,
      message_types,
    });
    expect(gateway.demo).toEqual({
      admin: credentials,
      clients: [
        account(['claims', 'billing'], ['full-sender'], [...claimsTypes, 'invoice', 'credit-note']),
        account(['claims'], ['full-sender'], claimsTypes),
        account(['claims'], ['notifier'], ['claim-notification']),
      ],
    });
  });
});

describe('the metadata', () => {
  it('name the issuer, the endpoints that exist, and the keys', async () => {
    const { url } = gateway;
    const response = await fetch(`${url}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toEqual({
      issuer: url,
      token_endpoint: `${url}/oauth/token`,
      jwks_uri: `${url}/oauth/jwks`,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      response_types_supported: [],
    });
    const { keys } = await jsonOf<{ keys: readonly object[] }>(await fetch(`${url}/oauth/jwks`));
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC', alg: 'ES256', use: 'sig' })]);
    expect(keys[0]).not.toHaveProperty('d');
  });
});

describe('POST /oauth/token', () => {
  const [all, claimsOnly] = gateway.demo.clients;
  const basicOf = ({ client_id, client_secret }: { client_id: string; client_secret: string }) =>
    `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
  const ask = (headers: Record<string, string>, body: string) =>
    fetch(`${gateway.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
  const grant = 'grant_type=client_credentials';

  it.each([
    ['in the body', () => gateway.askToken(all)],
    ['by HTTP Basic', () => ask({ authorization: basicOf(all) }, grant)],
  ])('gives a signed JWT for a secret %s', async (_, request) => {
    const response = await request();
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const answer = await jsonOf<{ access_token: string }>(response);
    expect(answer).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'claims billing',
    });
    expect(decodeProtectedHeader(answer.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
    const { payload } = await jwtVerify(
      answer.access_token,
      createRemoteJWKSet(new URL(`${gateway.url}/oauth/jwks`)),
      { issuer: gateway.url, audience: gateway.url, typ: 'at+jwt', algorithms: ['ES256'] },
    );
    expect(payload).toMatchObject({
      sub: all.client_id,
      client_id: all.client_id,
      scope: 'claims billing',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  it('narrows the token to the scope that is asked for', async () => {
    const answer = await jsonOf(await gateway.askToken(all, { scope: 'billing' }));
    expect(answer.scope).toBe('billing');
  });

  it('refuses a secret in the body and by Basic at once', async () => {
    const { client_id, client_secret } = all;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id,
      client_secret,
    }).toString();
    await expectOAuthError(await ask({ authorization: basicOf(all) }, body), 400, 'invalid_request');
  });

  it.each([
    [
      'a scope that is not assigned',
      400,
      'invalid_scope',
      () => gateway.askToken(claimsOnly, { scope: 'billing' }),
    ],
    [
      'one of two that is not assigned',
      400,
      'invalid_scope',
      () => gateway.askToken(claimsOnly, { scope: 'claims billing' }),
    ],
    [
      'a scope that there is not',
      400,
      'invalid_scope',
      () => gateway.askToken(all, { scope: 'clients:manage' }),
    ],
    ['another grant', 400, 'unsupported_grant_type', () => gateway.askToken(all, { grant_type: 'password' })],
    ['no grant', 400, 'invalid_request', () => gateway.askToken(all, { grant_type: '' })],
    [
      'a repeated parameter',
      400,
      'invalid_request',
      () => ask({ authorization: basicOf(all) }, `${grant}&${grant}`),
    ],
    ['another media type', 400, 'invalid_request', () => ask({ 'content-type': 'application/json' }, '{}')],
    [
      'broken percent-encoding',
      400,
      'invalid_request',
      () => ask({ authorization: basicOf(all) }, `${grant}&x=%zz`),
    ],
    ['a wrong secret', 401, 'invalid_client', () => gateway.askToken({ ...all, client_secret: 'wrong' })],
    ['an unknown client', 401, 'invalid_client', () => gateway.askToken({ ...all, client_id: 'ghost' })],
    ['no secret', 401, 'invalid_client', () => ask({}, `${grant}&client_id=demo-all`)],
    ['over 100 KiB', 413, 'invalid_request', () => ask({}, `${grant}&x=${'x'.repeat(102_400)}`)],
  ])('refuses %s: %i %s', async (_, status, error, request) => {
    await expectOAuthError(await request(), status, error);
  });

  it('says the same of a wrong secret as of an unknown client', async () => {
    const wrong = await gateway.askToken({ ...all, client_secret: 'wrong' });
    const unknown = await gateway.askToken({ ...all, client_id: 'ghost' });
    expect(await wrong.text()).toBe(await unknown.text());
    const headersOf = ({ headers }: Response) => [...headers].filter(([name]) => name !== 'date');
    expect(headersOf(wrong)).toEqual(headersOf(unknown));
  });

  it('takes POST only', async () => {
    const response = await fetch(`${gateway.url}/oauth/token`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('everything else', () => {
  it.each([
    '/',
    '/api',
    '/api/claims',
    '/api/unknown/messages',
    '/admin',
    '/oauth/authorize',
    '/favicon.ico',
    '/%',
    '/__proto__',
  ])('404 for %s', async (path) => {
    await expectProblem(await fetch(gateway.url + path), 404);
  });

  it('answers the head of what GET gives', async () => {
    const response = await fetch(`${gateway.url}/.well-known/oauth-authorization-server`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('names nothing that it is made with, and takes no host for its own', async () => {
    const answer = await rawRequest(gateway.port, [
      'GET /nowhere HTTP/1.1',
      'X-Forwarded-Host: evil.example',
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/express|evil/i);
    expect(answer.headers.map(([name]) => name)).not.toContain('x-powered-by');
  });
});
