import { type Decision, onDecision, ServiceUnavailableError } from '@portcullis/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  askToken,
  claimsOf,
  enterClient,
  issuerUrl,
  readToken,
  serveIssuer,
} from '../support/serve-issuer.js';
import { familyOf, forgeryOf, readRefreshed, serveRefreshable } from '../support/serve-refreshable.js';

async function refused(response: Response): Promise<string> {
  const { error } = (await response.json()) as { readonly error: string };
  return `${response.status} ${error}`;
}

function hear(): Decision[] {
  const heard: Decision[] = [];
  onTestFinished(onDecision((decision) => heard.push(decision)));
  return heard;
}

describe('the refresh_token grant refuses', () => {
  it.each([
    ['no token', 'grant_type=refresh_token', 'invalid_request'],
    ['an empty token', 'grant_type=refresh_token&refresh_token=', 'invalid_request'],
    ['a token twice', 'grant_type=refresh_token&refresh_token=a&refresh_token=b', 'invalid_request'],
    ['a scope twice', 'grant_type=refresh_token&refresh_token=a&scope=a&scope=b', 'invalid_request'],
    ['nonsense', 'grant_type=refresh_token&refresh_token=nonsense', 'invalid_grant'],
    ['empty parts', 'grant_type=refresh_token&refresh_token=...', 'invalid_grant'],
    [
      'a family that nobody opened',
      `grant_type=refresh_token&refresh_token=${forgeryOf('nobody', 1)}`,
      'invalid_grant',
    ],
  ])('%s: 400', async (_, body, error) => {
    const { post } = await serveRefreshable();
    expect(await refused(await post('token', body))).toBe(`400 ${error}`);
  });

  it('a client whose record does not list the grant, and gives it no refresh token', async () => {
    const { clients, start, refresh, ...bench } = await serveRefreshable();
    const plain = await enterClient(clients);
    expect(await readToken(await askToken(bench, plain))).not.toHaveProperty('refresh_token');
    const { refresh_token } = await start();
    expect(await refused(await refresh(refresh_token, {}, plain))).toBe('400 unauthorized_client');
  });

  it('where it is not offered, and then nobody gets a refresh token', async () => {
    const bench = await serveIssuer();
    const client = await enterClient(bench.clients, { grants: ['client_credentials', 'refresh_token'] });
    expect(await readToken(await askToken(bench, client))).not.toHaveProperty('refresh_token');
    const response = await askToken(bench, client, { grant_type: 'refresh_token', refresh_token: 'x' });
    expect(await refused(response)).toBe('400 unsupported_grant_type');
  });

  it('another client, and touches nothing', async () => {
    const { start, refresh, other } = await serveRefreshable();
    const { refresh_token } = await start();
    expect(await refused(await refresh(refresh_token, {}, other))).toBe('400 invalid_grant');
    expect((await refresh(refresh_token)).status).toBe(200);
  });

  it('another client that uses an old token, and touches nothing', async () => {
    const { start, refresh, other, clock } = await serveRefreshable();
    const first = await start();
    const second = await readRefreshed(await refresh(first.refresh_token));
    clock.advance(60);
    expect(await refused(await refresh(first.refresh_token, {}, other))).toBe('400 invalid_grant');
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it.each([1, 2, 3])('a token of generation %i with a wrong mac, and touches nothing', async (generation) => {
    const { start, refresh, clock } = await serveRefreshable();
    const first = await start();
    const second = await readRefreshed(await refresh(first.refresh_token));
    clock.advance(60);
    const forged = forgeryOf(first.refresh_token, generation);
    expect(await refused(await refresh(forged))).toBe('400 invalid_grant');
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it('RFC 6749 §6: a wider scope, and rotates nothing', async () => {
    const { start, refresh } = await serveRefreshable();
    const { refresh_token } = await start('billing');
    for (const scope of ['claims', 'billing claims', 'admin']) {
      expect(await refused(await refresh(refresh_token, { scope }))).toBe('400 invalid_scope');
    }
    expect((await readRefreshed(await refresh(refresh_token))).scope).toBe('billing');
  });

  it('a scope that the client lost meanwhile, and leaves it out where none is asked for', async () => {
    const { start, refresh, clients, client } = await serveRefreshable();
    const { refresh_token } = await start();
    await clients.update(client.id, { scopes: ['billing'] });
    expect(await refused(await refresh(refresh_token, { scope: 'claims' }))).toBe('400 invalid_scope');
    expect((await readRefreshed(await refresh(refresh_token))).scope).toBe('billing');
  });

  it('a token that was idle for too long', async () => {
    const { start, refresh, clock } = await serveRefreshable({ refreshTokens: { idleSeconds: 100 } });
    const { refresh_token } = await start();
    clock.advance(99);
    const next = await readRefreshed(await refresh(refresh_token));
    clock.advance(100);
    expect(await refused(await refresh(next.refresh_token))).toBe('400 invalid_grant');
  });

  it('a token past the absolute end, however often it was refreshed', async () => {
    const { start, refresh, clock } = await serveRefreshable({
      refreshTokens: { idleSeconds: 100, lifetimeSeconds: 250 },
    });
    let { refresh_token } = await start();
    for (const seconds of [90, 90, 60]) {
      clock.advance(seconds);
      ({ refresh_token } = await readRefreshed(await refresh(refresh_token)));
    }
    clock.advance(10);
    expect(await refused(await refresh(refresh_token))).toBe('400 invalid_grant');
  });

  it('a store that fails with a 503, and the token is still good', async () => {
    const { start, refresh, store } = await serveRefreshable();
    const { refresh_token } = await start();
    const { rotate } = store.families;
    store.families.rotate = () => {
      throw new ServiceUnavailableError('Cannot reach the database', { reason: 'store_unavailable' });
    };
    expect((await refresh(refresh_token)).status).toBe(503);
    store.families.rotate = rotate.bind(store.families);
    expect((await refresh(refresh_token)).status).toBe(200);
  });

  it('all of a client that ended its tokens, but not what it is given in the same second', async () => {
    const { start, refresh, store, client } = await serveRefreshable();
    const old = await start();
    await store.clients.endTokens(client.id);
    expect(await refused(await refresh(old.refresh_token))).toBe('400 invalid_grant');
    const fresh = await readRefreshed(await refresh((await start()).refresh_token));
    expect((await refresh(fresh.refresh_token)).status).toBe(200);
  });
});

describe('a refresh token that is used again', () => {
  it('soon, gives the very same reply: the first one may have been lost', async () => {
    const { start, refresh, clock } = await serveRefreshable();
    const { refresh_token } = await start();
    const reply = await readRefreshed(await refresh(refresh_token));
    clock.advance(9);
    expect(await readRefreshed(await refresh(refresh_token))).toEqual(reply);
    expect((await refresh(reply.refresh_token)).status).toBe(200);
  });

  it('soon, with a wider scope, gives nothing', async () => {
    const { start, refresh } = await serveRefreshable();
    const { refresh_token } = await start('billing');
    await refresh(refresh_token);
    expect(await refused(await refresh(refresh_token, { scope: 'claims' }))).toBe('400 invalid_scope');
  });

  it('soon, while its client is suspended, gives nothing', async () => {
    const { start, refresh, clients, client } = await serveRefreshable();
    const { refresh_token } = await start();
    await refresh(refresh_token);
    await clients.suspend(client.id);
    expect(await refused(await refresh(refresh_token))).toBe('401 invalid_client');
  });

  it('later, ends its family with every token of it, and says so in an event', async () => {
    const { start, refresh, clock, introspect, store, client, issuer } = await serveRefreshable();
    const first = await start();
    const second = await readRefreshed(await refresh(first.refresh_token));
    const sibling = await start();
    clock.advance(10);
    const heard = hear();
    expect(await refused(await refresh(first.refresh_token))).toBe('400 invalid_grant');
    expect(heard).toMatchObject([
      { outcome: 'deny', reason: 'replayed', client: { id: client.id, issuer: issuerUrl } },
    ]);
    expect(await refused(await refresh(second.refresh_token))).toBe('400 invalid_grant');
    expect((await familyOf(store, first.refresh_token))?.liveness).toBe('revoked');
    for (const { access_token } of [first, second]) {
      expect(await introspect(access_token)).toEqual({ active: false });
    }
    const familyId = String(claimsOf(second.access_token)['family_id']);
    expect(issuer.revocations.isRevoked({ issuer: issuerUrl, familyId })).toBe(true);
    expect((await refresh(sibling.refresh_token)).status).toBe(200);
  });

  it('two generations behind but soon, is refused and ends nothing: a slow loser of two races', async () => {
    const { start, refresh } = await serveRefreshable();
    const first = await start();
    const second = await readRefreshed(await refresh(first.refresh_token));
    const third = await readRefreshed(await refresh(second.refresh_token));
    expect(await refused(await refresh(first.refresh_token))).toBe('400 invalid_grant');
    expect((await refresh(third.refresh_token)).status).toBe(200);
  });

  it('three generations behind, ends its family however soon it comes', async () => {
    const { start, refresh } = await serveRefreshable();
    const first = await start();
    let { refresh_token } = first;
    for (let use = 0; use < 3; use++) ({ refresh_token } = await readRefreshed(await refresh(refresh_token)));
    expect(await refused(await refresh(first.refresh_token))).toBe('400 invalid_grant');
    expect(await refused(await refresh(refresh_token))).toBe('400 invalid_grant');
  });

  it('is never good again where there is no grace', async () => {
    const { start, refresh } = await serveRefreshable({ refreshTokens: { graceSeconds: 0 } });
    const { refresh_token } = await start();
    expect((await refresh(refresh_token)).status).toBe(200);
    expect(await refused(await refresh(refresh_token))).toBe('400 invalid_grant');
  });
});

describe.each(['jwt', 'opaque'] as const)('the refresh_token grant with %s tokens', (accessToken) => {
  it('gives an access token and the next refresh token', async () => {
    const { start, refresh, introspect, client, clock } = await serveRefreshable({ accessToken });
    const first = await start();
    clock.advance(60);
    const { access_token, refresh_token, ...answer } = await readRefreshed(
      await refresh(first.refresh_token),
    );
    expect(answer).toEqual({ token_type: 'Bearer', expires_in: 300, scope: 'claims billing' });
    expect(refresh_token.split('.').slice(0, 2)).toEqual([first.refresh_token.split('.')[0], '2']);
    expect(await introspect(access_token)).toMatchObject({ active: true, client_id: client.id });
  });

  it('RFC 6749 §6: narrows one access token, and the next may have all again', async () => {
    const { start, refresh, introspect } = await serveRefreshable({ accessToken });
    const narrow = await readRefreshed(await refresh((await start()).refresh_token, { scope: 'claims' }));
    expect(narrow.scope).toBe('claims');
    expect(await introspect(narrow.access_token)).toMatchObject({ scope: 'claims' });
    expect((await readRefreshed(await refresh(narrow.refresh_token))).scope).toBe('claims billing');
  });

  it('RFC 7009 §2.1: its tokens, old ones too, revoke the family and all access tokens', async () => {
    for (const which of [0, 1]) {
      const { start, refresh, introspect, post, clock } = await serveRefreshable({ accessToken });
      const first = await start();
      const second = await readRefreshed(await refresh(first.refresh_token));
      clock.advance(60);
      const token = [first, second][which]?.refresh_token ?? '';
      expect((await post('revoke', { token })).status).toBe(200);
      for (const { access_token } of [first, second]) {
        expect(await introspect(access_token)).toEqual({ active: false });
      }
      expect(await refused(await refresh(second.refresh_token))).toBe('400 invalid_grant');
    }
  });

  it('RFC 7009 §2.1: revoking one access token leaves the others of the family', async () => {
    const { start, refresh, introspect, post } = await serveRefreshable({ accessToken });
    const first = await start();
    await post('revoke', { token: first.access_token });
    expect(await introspect(first.access_token)).toEqual({ active: false });
    const second = await readRefreshed(await refresh(first.refresh_token));
    expect(await introspect(second.access_token)).toMatchObject({ active: true });
  });
});

describe('confidential clients that keep their refresh token', () => {
  const refreshTokens = { confidentialClients: 'prolong', idleSeconds: 100, lifetimeSeconds: 250 } as const;

  it('use it again and again until it is idle, or past its absolute end', async () => {
    const { start, refresh, clock } = await serveRefreshable({ refreshTokens });
    const { refresh_token } = await start();
    for (const seconds of [90, 90, 60]) {
      clock.advance(seconds);
      expect(await readToken(await refresh(refresh_token))).not.toHaveProperty('refresh_token');
    }
    clock.advance(10);
    expect(await refused(await refresh(refresh_token))).toBe('400 invalid_grant');
  });

  it('cannot use it once it was revoked', async () => {
    const { start, refresh, post } = await serveRefreshable({ refreshTokens });
    const { refresh_token } = await start();
    await post('revoke', { token: refresh_token });
    expect(await refused(await refresh(refresh_token))).toBe('400 invalid_grant');
  });
});

describe('introspection of refresh tokens', () => {
  it('tells of the current one, and of no other', async () => {
    const { start, refresh, introspect, client, clock } = await serveRefreshable();
    const first = await start('billing');
    expect(await introspect(first.refresh_token)).toEqual({
      active: true,
      iss: issuerUrl,
      client_id: client.id,
      sub: client.id,
      scope: 'billing',
      exp: clock.now() / 1000 + 1_209_600,
    });
    await refresh(first.refresh_token);
    expect(await introspect(first.refresh_token)).toEqual({ active: false });
    expect(await introspect(forgeryOf(first.refresh_token, 2))).toEqual({ active: false });
  });
});

it('keeps no token in the store that it could be refreshed with', async () => {
  const { start, refresh, store } = await serveRefreshable();
  const first = await start();
  const second = await readRefreshed(await refresh(first.refresh_token));
  const row = JSON.stringify(await familyOf(store, first.refresh_token));
  for (const text of [first.refresh_token, second.refresh_token, second.access_token]) {
    expect(row).not.toContain(text.slice(-40));
  }
});

it('is named by the metadata', async () => {
  const { url } = await serveRefreshable();
  expect(await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json()).toMatchObject({
    grant_types_supported: ['client_credentials', 'refresh_token'],
  });
});
