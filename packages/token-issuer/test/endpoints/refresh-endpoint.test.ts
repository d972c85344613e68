import { describe, expect, it } from 'vitest';
import { clientCredentials, refreshToken } from '../../src/index.js';
import { serveCodes } from '../support/serve-codes.js';
import { claimsOf, issuerUrl, serveIssuer } from '../support/serve-issuer.js';
import { readRefreshed } from '../support/serve-refreshable.js';

async function ready() {
  const bench = await serveCodes({ paths: { refresh: '/v1/auth/token/refresh' } });
  const given = await readRefreshed(await bench.redeem(await bench.code()));
  const refresh = (parameters: Record<string, string>, by = bench.client) =>
    bench.post('../v1/auth/token/refresh', { refresh_token: given.refresh_token, ...parameters }, by);
  return { ...bench, refresh };
}

describe('the refresh endpoint refuses', () => {
  it('other grants, also those that the token endpoint has', async () => {
    const { refresh } = await ready();
    for (const grant_type of ['authorization_code', 'client_credentials', 'password']) {
      const response = await refresh({ grant_type });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'unsupported_grant_type' });
    }
    expect((await refresh({})).status).toBe(200);
  });

  it('a client that does not authenticate, and another one', async () => {
    const { refresh, other, client } = await ready();
    expect((await refresh({}, { ...client, secret: 'wrong' })).status).toBe(401);
    expect((await refresh({}, other)).status).toBe(400);
    expect((await refresh({})).status).toBe(200);
  });

  it('no refresh token, and a client whose record does not list the grant', async () => {
    const { refresh, clients, client } = await ready();
    expect((await refresh({ refresh_token: '' })).status).toBe(400);
    await clients.update(client.id, { grants: ['authorization_code'] });
    expect(await (await refresh({})).json()).toMatchObject({ error: 'unauthorized_client' });
  });

  it('to be there without the grant, or on the path of another endpoint', async () => {
    const refresh = '/oauth/refresh';
    await expect(serveIssuer({ paths: { refresh } })).rejects.toThrow(/paths\.refresh needs the grant/);
    const grants = [clientCredentials, refreshToken];
    await expect(serveIssuer({ grants, paths: { refresh: '/oauth/token' } })).rejects.toThrow(/paths/);
  });
});

describe('the refresh endpoint', () => {
  it.each([{}, { grant_type: 'refresh_token' }])('refreshes with %o', async (parameters) => {
    const { refresh, client } = await ready();
    const response = await refresh(parameters);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { access_token, refresh_token } = await readRefreshed(response);
    expect(claimsOf(access_token)).toMatchObject({ sub: 'anna', client_id: client.id });
    expect((await refresh({ refresh_token })).status).toBe(200);
  });

  it('is not there unless it is given a path, and the metadata name the token endpoint alone', async () => {
    const { url } = await ready();
    const metadata = await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).toMatchObject({ token_endpoint: `${issuerUrl}/oauth/token` });
    expect(JSON.stringify(metadata)).not.toContain('/v1/auth/token/refresh');
    const { url: plain } = await serveIssuer();
    expect((await fetch(`${plain}/v1/auth/token/refresh`, { method: 'POST' })).status).toBe(404);
  });
});
