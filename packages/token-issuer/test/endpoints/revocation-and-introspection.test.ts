import { ServiceUnavailableError } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import type { TokenIssuerOptions } from '../../src/index.js';
import { askEndpoint } from '../support/ask-endpoint.js';
import {
  askToken,
  audience,
  enterClient,
  issuerUrl,
  readToken,
  serveIssuer,
} from '../support/serve-issuer.js';

const paths = { revoke: '/oauth/revoke', introspect: '/oauth/introspect' };

async function ready(options: Partial<TokenIssuerOptions> = {}) {
  const bench = await serveIssuer({ paths, ...options });
  const client = await enterClient(bench.clients);
  const other = await enterClient(bench.clients);
  const ask = (path: string, parameters: Record<string, string> | string, by: typeof client | undefined) =>
    askEndpoint(`${bench.url}${path}`, by, parameters);
  return {
    ...bench,
    client,
    other,
    ask,
    revoke: (token: string, by = client) => ask(paths.revoke, { token }, by),
    introspect: async (token: string, by = client) =>
      (await ask(paths.introspect, { token }, by)).json() as Promise<Record<string, unknown>>,
    newToken: async (scope = '') => (await readToken(await askToken(bench, client, { scope }))).access_token,
  };
}

const formats = ['jwt', 'opaque'] as const;

describe.each(Object.values(paths))('%s refuses', (path) => {
  it.each(['GET', 'PUT', 'DELETE'])('%s: 405 with Allow', async (method) => {
    const { url } = await ready();
    const response = await fetch(url + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('a caller who is not authenticated, before it looks at the token: 401', async () => {
    const { ask, client, newToken } = await ready();
    const token = await newToken();
    for (const by of [undefined, { id: client.id, secret: 'wrong' }, { id: 'nobody', secret: 'x' }]) {
      const response = await ask(path, { token }, by);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    }
  });

  it.each([
    ['no token', 'token_type_hint=access_token'],
    ['an empty token', 'token='],
    ['a token twice', 'token=a&token=b'],
    ['a parameter nobody knows twice', 'token=a&x=1&x=2'],
  ])('%s: 400 invalid_request', async (_, body) => {
    const { ask, client } = await ready();
    const response = await ask(path, body, client);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });

  it('a token in the URL: 400', async () => {
    const { ask, client } = await ready();
    expect((await ask(`${path}?token=x`, {}, client)).status).toBe(400);
  });

  it('everything, where it was given no path: 404, and the metadata do not name it', async () => {
    const { url } = await serveIssuer();
    expect((await fetch(url + path, { method: 'POST' })).status).toBe(404);
    const metadata = await (await fetch(`${url}/.well-known/oauth-authorization-server`)).text();
    expect(metadata).not.toMatch(/revocation|introspection/);
  });
});

it('RFC 8414 §2: the metadata name both endpoints where they are offered', async () => {
  const { url } = await ready();
  const methods = ['client_secret_basic', 'client_secret_post'];
  expect(await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json()).toMatchObject({
    revocation_endpoint: `${issuerUrl}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: methods,
    introspection_endpoint: `${issuerUrl}/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: methods,
  });
});

const unknown = ['nonsense', 'a'.repeat(43), 'a.b.c', 'a.b.c.d', 'a.b.c.d.e', '..', '\u2028', "' OR 1=1 --"];

describe.each(formats)('with %s tokens, revocation', (accessToken) => {
  it.each(unknown)('RFC 7009 §2.2: of what nobody was given is a 200: %j', async (token) => {
    const { revoke } = await ready({ accessToken });
    const response = await revoke(token);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('RFC 7009 §2.1: by another client is refused and ends nothing', async () => {
    const { revoke, introspect, newToken, other } = await ready({ accessToken });
    const token = await newToken();
    const response = await revoke(token, other);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
    expect(await introspect(token)).toMatchObject({ active: true });
  });

  it('ends this token at once and no other, and again is no error', async () => {
    const { revoke, introspect, newToken, issuer } = await ready({ accessToken });
    const [token, sibling] = [await newToken(), await newToken()];
    const { jti } = await introspect(token);
    expect((await revoke(token)).status).toBe(200);
    expect((await revoke(token)).status).toBe(200);
    expect(await introspect(token)).toEqual({ active: false });
    expect(issuer.revocations.isRevoked({ issuer: issuerUrl, tokenId: String(jti) })).toBe(true);
    expect(await introspect(sibling)).toMatchObject({ active: true });
  });

  it('takes a token_type_hint of any kind, also a wrong one', async () => {
    const { ask, introspect, newToken, client } = await ready({ accessToken });
    const token = await newToken();
    const response = await ask(paths.revoke, { token, token_type_hint: 'refresh_token' }, client);
    expect(response.status).toBe(200);
    expect(await introspect(token)).toEqual({ active: false });
  });

  it('that the store does not carry out is a 503, never a success', async () => {
    const { revoke, newToken, store } = await ready({ accessToken });
    const token = await newToken();
    store.accessTokens.revoke = () => {
      throw new ServiceUnavailableError('Cannot reach the database', { reason: 'store_unavailable' });
    };
    expect((await revoke(token)).status).toBe(503);
  });
});

describe.each(formats)('with %s tokens, introspection', (accessToken) => {
  it.each(unknown)('of what nobody was given is {"active":false} and nothing more: %j', async (token) => {
    const { introspect } = await ready({ accessToken });
    expect(await introspect(token)).toEqual({ active: false });
  });

  it('by another client is {"active":false} and nothing more', async () => {
    const { introspect, newToken, other } = await ready({ accessToken });
    expect(await introspect(await newToken(), other)).toEqual({ active: false });
  });

  it('of a token that is over is {"active":false} and nothing more', async () => {
    const { introspect, newToken, clock } = await ready({ accessToken });
    const token = await newToken();
    clock.advance(299);
    expect(await introspect(token)).toMatchObject({ active: true });
    clock.advance(1);
    expect(await introspect(token)).toEqual({ active: false });
  });

  it('tells what a good token says', async () => {
    const { introspect, newToken, client, clock } = await ready({ accessToken });
    const now = clock.now() / 1000;
    expect(await introspect(await newToken('billing'))).toEqual({
      active: true,
      iss: issuerUrl,
      client_id: client.id,
      sub: client.id,
      aud: accessToken === 'jwt' ? audience : [audience],
      scope: 'billing',
      token_type: 'Bearer',
      iat: now,
      exp: now + 300,
      jti: expect.stringMatching(/^[\w-]{22}$/),
    });
  });

  it('leaves out scopes that the client lost meanwhile', async () => {
    const { introspect, newToken, client, clients } = await ready({ accessToken });
    const token = await newToken();
    await clients.update(client.id, { scopes: ['billing'] });
    expect(await introspect(token)).toMatchObject({ scope: 'billing' });
    await clients.update(client.id, { scopes: [] });
    expect(await introspect(token)).not.toHaveProperty('scope');
  });

  it('lets a resource server ask that mayIntrospect names, and says that others are inactive', async () => {
    const mayIntrospect = ({ roles }: { readonly roles: readonly string[] }) => roles.includes('api');
    const { introspect, newToken, clients, client, other } = await ready({ accessToken, mayIntrospect });
    const api = await enterClient(clients, { roles: ['api'], grants: [] });
    const token = await newToken();
    expect(await introspect(token, api)).toMatchObject({ active: true, client_id: client.id });
    expect(await introspect(token, other)).toEqual({ active: false });
    await clients.suspend(client.id);
    expect(await introspect(token, api)).toEqual({ active: false });
  });
});
