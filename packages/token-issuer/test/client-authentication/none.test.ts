import { randomId, sha256 } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { clientSecretBasic, clientSecretPost, none } from '../../src/index.js';
import { familyKeyOf, newFamilyData } from '../../src/refresh-tokens/family-key.js';
import { newRefreshToken } from '../../src/refresh-tokens/refresh-token.js';
import { askEndpoint } from '../support/ask-endpoint.js';
import { readRefreshed, serveRefreshable } from '../support/serve-refreshable.js';

async function ready() {
  const bench = await serveRefreshable({
    clientAuthentication: [clientSecretBasic, clientSecretPost, none],
    refreshTokens: { confidentialClients: 'prolong' },
  });
  const grants = ['client_credentials', 'refresh_token'];
  const app = await bench.clients.createPublic({ name: 'Pocket', grants, scopes: ['claims'] });
  const ask = (path: string, parameters: Record<string, string>) =>
    askEndpoint(`${bench.url}/oauth/${path}`, undefined, parameters);
  return { ...bench, app, ask };
}

/** A refresh token as a public client has it from a code. */
async function givenRefreshToken({ store, app, clock }: Awaited<ReturnType<typeof ready>>): Promise<string> {
  const id = randomId();
  const data = newFamilyData();
  const token = newRefreshToken(id, 1, data.refreshKey);
  const ends = clock.now() + 1_000_000;
  const family = { id, clientId: app.id, userId: 'anna', scopes: ['claims'], createdAt: clock.now(), data };
  await store.families.open(
    { ...family, idleExpiresAt: ends, expiresAt: ends },
    { hash: sha256(token), idleExpiresAt: ends },
  );
  return token;
}

describe('a public client is refused', () => {
  it('with no client_id, an unknown one, or that of a client with a secret: 401', async () => {
    const { ask, client } = await ready();
    for (const parameters of [{}, { client_id: 'nobody' }, { client_id: client.id }]) {
      const response = await ask('token', { grant_type: 'refresh_token', refresh_token: 'x', ...parameters });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    }
  });

  it('RFC 6749 §4.4: client credentials, although its record lists them', async () => {
    const { ask, app } = await ready();
    const response = await ask('token', { grant_type: 'client_credentials', client_id: app.id });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'unauthorized_client' });
  });

  it('RFC 7662 §2.1: introspection, also of its own tokens', async () => {
    const bench = await ready();
    const token = await givenRefreshToken(bench);
    expect((await bench.ask('introspect', { token, client_id: bench.app.id })).status).toBe(401);
  });

  it('once it is suspended', async () => {
    const { ask, app, clients } = await ready();
    await clients.suspend(app.id);
    const response = await ask('token', { grant_type: 'refresh_token', client_id: app.id });
    expect(response.status).toBe(401);
  });
});

describe('a public client', () => {
  it('gets a new refresh token with each use, also where others keep theirs', async () => {
    const bench = await ready();
    const refresh_token = await givenRefreshToken(bench);
    const use = { grant_type: 'refresh_token', client_id: bench.app.id, refresh_token };
    const reply = await readRefreshed(await bench.ask('token', use));
    expect(reply.refresh_token).not.toBe(refresh_token);
    expect(await bench.introspect(reply.access_token)).toEqual({ active: false });
    const claims = JSON.parse(
      Buffer.from(reply.access_token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims).toMatchObject({ sub: 'anna', client_id: bench.app.id });
  });

  it('revokes what it was given', async () => {
    const bench = await ready();
    const token = await givenRefreshToken(bench);
    expect((await bench.ask('revoke', { token, client_id: bench.app.id })).status).toBe(200);
    const found = await bench.store.families.find(token.split('.')[0] ?? '');
    expect(found?.liveness).toBe('revoked');
    expect(found && familyKeyOf(found.family)).toBeTypeOf('string');
  });

  it('has no secret, and the metadata say where none is enough', async () => {
    const { app, url } = await ready();
    expect(app).toMatchObject({ public: true, secrets: [], authenticationMethods: ['none'] });
    const methods = ['client_secret_basic', 'client_secret_post'];
    expect(await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json()).toMatchObject({
      token_endpoint_auth_methods_supported: [...methods, 'none'],
      revocation_endpoint_auth_methods_supported: [...methods, 'none'],
      introspection_endpoint_auth_methods_supported: methods,
    });
  });
});
