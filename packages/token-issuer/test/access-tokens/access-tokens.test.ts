import { sha256 } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import {
  askToken,
  audience,
  claimsOf,
  enterClient,
  readToken,
  serveIssuer,
} from '../support/serve-issuer.js';

describe('opaque access tokens', () => {
  it('say nothing, and are stored as digests with what they stand for', async () => {
    const bench = await serveIssuer({ accessToken: 'opaque', accessTokenSeconds: 60 });
    const client = await enterClient(bench.clients);
    const { access_token, ...answer } = await readToken(await askToken(bench, client, { scope: 'claims' }));
    expect(answer).toEqual({ token_type: 'Bearer', expires_in: 60, scope: 'claims' });
    expect(access_token).toMatch(/^[\w-]{43}$/);
    const found = await bench.issuer.findAccessToken(access_token);
    expect(found).toMatchObject({
      liveness: 'live',
      token: {
        clientId: client.id,
        scopes: ['claims'],
        audience: [audience],
        issuedAt: bench.clock.now(),
        expiresAt: bench.clock.now() + 60_000,
      },
    });
    expect(JSON.stringify(found)).not.toContain(access_token);
  });

  it('are unknown where they were never given', async () => {
    const bench = await serveIssuer({ accessToken: 'opaque' });
    expect(await bench.issuer.findAccessToken('a'.repeat(43))).toBeUndefined();
  });

  it('end with their client', async () => {
    const bench = await serveIssuer({ accessToken: 'opaque' });
    const client = await enterClient(bench.clients);
    const { access_token } = await readToken(await askToken(bench, client));
    await bench.clients.suspend(client.id);
    expect(await bench.store.accessTokens.find(sha256(access_token))).toMatchObject({
      liveness: 'suspended',
    });
  });

  it('are gone from the store after a sweep, once they are over', async () => {
    const bench = await serveIssuer({ accessToken: 'opaque', accessTokenSeconds: 1 });
    const client = await enterClient(bench.clients);
    const { access_token } = await readToken(await askToken(bench, client));
    bench.clock.advance(86_400);
    expect(await bench.issuer.sweep()).toBeGreaterThan(0);
    expect(await bench.store.accessTokens.find(sha256(access_token))).toBeUndefined();
  });
});

describe('JWT access tokens', () => {
  it('carry several audiences, and roles where that was asked for', async () => {
    const audiences = ['https://api.example', 'https://other.example'];
    const bench = await serveIssuer({ audience: audiences, includeRoles: true });
    const client = await enterClient(bench.clients, { roles: ['sender'] });
    const { access_token } = await readToken(await askToken(bench, client));
    expect(claimsOf(access_token)).toMatchObject({ aud: audiences, roles: ['sender'] });
  });

  it('live as long as they were told to', async () => {
    const bench = await serveIssuer({ accessTokenSeconds: 1 });
    const client = await enterClient(bench.clients);
    const answer = await readToken(await askToken(bench, client));
    const { iat, exp } = claimsOf(answer.access_token) as { iat: number; exp: number };
    expect([answer.expires_in, exp - iat]).toEqual([1, 1]);
  });
});

describe('current authority', () => {
  const scope = ['claims', 'billing'];

  it('is none for a client that is unknown, suspended or revoked', async () => {
    const { issuer, clients } = await serveIssuer();
    const { id } = await enterClient(clients);
    expect(await issuer.authorityOf({ clientId: 'nobody', scope })).toBeUndefined();
    await clients.suspend(id);
    expect(await issuer.authorityOf({ clientId: id, scope })).toBeUndefined();
    await clients.resume(id);
    expect(await issuer.authorityOf({ clientId: id, scope })).toBeDefined();
    await clients.revoke(id);
    expect(await issuer.authorityOf({ clientId: id, scope })).toBeUndefined();
  });

  it("is the token's scope, cut to what the client still has, and its roles as they are now", async () => {
    const { issuer, clients } = await serveIssuer();
    const { id } = await enterClient(clients, { roles: ['sender'] });
    await clients.update(id, {
      scopes: ['billing', 'admin'],
      roles: ['viewer'],
      permissions: ['invoice:read'],
    });
    expect(await issuer.authorityOf({ clientId: id, scope })).toEqual({
      scopes: ['billing'],
      roles: ['viewer'],
      permissions: ['invoice:read'],
    });
  });

  it("has the user's roles, where there is a user, and none for one whom the store does not know", async () => {
    const { issuer, clients, store } = await serveIssuer();
    const { id } = await enterClient(clients, { roles: ['sender'] });
    const user = {
      id: 'anna',
      username: 'anna',
      emailVerified: false,
      roles: ['teller'],
      permissions: [],
      metadata: {},
    };
    await store.users.insert(user);
    const subject = { clientId: id, userId: 'anna', scope };
    expect(await issuer.authorityOf(subject)).toEqual({ scopes: scope, roles: ['teller'], permissions: [] });
    expect(await issuer.authorityOf({ ...subject, userId: 'bob' })).toEqual({
      scopes: scope,
      roles: [],
      permissions: [],
    });
    await store.users.setStatus('anna', 'suspended');
    expect(await issuer.authorityOf(subject)).toBeUndefined();
  });
});
