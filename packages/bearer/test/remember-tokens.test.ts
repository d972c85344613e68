import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Principal, ServiceUnavailableError } from '@portcullis/core';
import { createKeySet, type KeySet } from '@portcullis/jwt';
import { createMemoryStore, type RevocationView, type Store } from '@portcullis/store';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestIssuer, type TestIssuer } from '../../../test/support/test-issuer.js';
import { type BearerGuard, bearer } from '../src/index.js';
import { type Mounted, mount } from './support/mount.js';
import { newClient } from './support/new-client.js';

const clock = { ms: Date.now(), now: () => clock.ms };
let home: TestIssuer;
let other: TestIssuer;
let mounted: Mounted;
/** What the issuer publishes at the moment. */
let keys: KeySet;
let store: Store;

beforeAll(async () => {
  home = await createTestIssuer({ kid: 'k', now: clock.now });
  other = await createTestIssuer({ kid: 'k', now: clock.now });
});

beforeEach(async () => {
  clock.ms = Date.now();
  keys = createKeySet(home.jwks, ['ES256']);
  store = createMemoryStore({ clock });
  mounted = await mount(guard());
});

afterEach(() => mounted.close());

function guard(changes: object = {}): BearerGuard {
  return bearer({
    issuer: home.issuer,
    audience: home.audience,
    algorithms: ['ES256'],
    jwks: { find: (kid, algorithm) => keys.find(kid, algorithm), close() {} },
    revocations: store.revocations,
    clock,
    ...changes,
  });
}

/** Sends a token until it is remembered, and gives the principal that is remembered: a full verification makes a new one. */
async function remembered(token: string): Promise<Principal> {
  await mounted.principalOf(token);
  const principal = await mounted.principalOf(token);
  expect(await mounted.principalOf(token)).toBe(principal);
  return principal;
}

describe('a token that was seen before', () => {
  it('is remembered on its second sight, not on its first', async () => {
    const token = home.mint();
    const [first, second, third] = [
      await mounted.principalOf(token),
      await mounted.principalOf(token),
      await mounted.principalOf(token),
    ];
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(third).toEqual(first);
  });

  it('is let through in the same tick', async () => {
    const token = home.mint();
    const user = guard();
    const req = {
      url: '/',
      headers: { authorization: `Bearer ${token}` },
      rawHeaders: ['Authorization', `Bearer ${token}`],
    } as unknown as IncomingMessage & { principal?: Principal };
    let passed = 0;
    for (let sight = 1; sight <= 3; sight++) {
      delete req.principal;
      user(req, {} as ServerResponse, () => passed++);
      expect(passed).toBe(sight);
    }
  });

  it('is verified in full each time where there is no cache', async () => {
    await mounted.close();
    mounted = await mount(guard({ cache: false }));
    const token = home.mint();
    const seen = [];
    for (let sight = 0; sight < 4; sight++) seen.push(await mounted.principalOf(token));
    expect(new Set(seen).size).toBe(4);
  });

  it('is forgotten when the guard is closed', async () => {
    const token = home.mint();
    const user = guard();
    const open = await mount(user);
    await open.principalOf(token);
    const principal = await open.principalOf(token);
    user.close();
    expect(await open.principalOf(token)).not.toBe(principal);
    await open.close();
  });

  it('is another one when a single letter differs', async () => {
    const token = home.mint();
    await remembered(token);
    const signature = token.slice(token.lastIndexOf('.') + 1);
    const changed = token.replace(
      signature,
      signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`,
    );
    expect(await mounted.send(changed)).toEqual({ status: 401, reason: 'bad_signature' });
  });
});

describe('a remembered token', () => {
  it('ends at exp, to the millisecond', async () => {
    const exp = Math.floor(clock.ms / 1000) + 10;
    const token = home.mint({ exp });
    await remembered(token);
    clock.ms = exp * 1000 - 1;
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
    clock.ms = exp * 1000;
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'expired' });
  });

  it('is not valid yet again when the clock is set back before nbf', async () => {
    const nbf = Math.floor(clock.ms / 1000);
    const token = home.mint({ nbf, iat: nbf - 60 });
    await remembered(token);
    clock.ms = (nbf - 5) * 1000;
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
    clock.ms = (nbf - 6) * 1000;
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'not_yet_valid' });
  });

  it('is from the future again when the clock is set back before iat', async () => {
    const iat = Math.floor(clock.ms / 1000);
    const token = home.mint({ iat });
    await remembered(token);
    clock.ms = (iat - 6) * 1000;
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'not_yet_valid' });
  });

  it('is refused on the next request when its jti is revoked, and no other is disturbed', async () => {
    const [token, sibling] = [home.mint({ jti: 'one' }), home.mint({ jti: 'two' })];
    await remembered(token);
    const principal = await remembered(sibling);
    await store.accessTokens.revoke('one', clock.ms + 300_000);
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'revoked' });
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'revoked' });
    expect(await mounted.principalOf(sibling)).toBe(principal);
  });

  it('is refused on the next request when its family is revoked', async () => {
    await store.clients.insert(newClient('app'));
    const ends = { idleExpiresAt: clock.ms + 300_000, expiresAt: clock.ms + 300_000 };
    const family = { id: 'f1', clientId: 'app', createdAt: clock.ms, scopes: [], data: {} };
    await store.families.open({ ...family, ...ends });
    const [token, sibling] = [home.mint({ family_id: 'f1' }), home.mint({ family_id: 'f2' })];
    await remembered(token);
    const principal = await remembered(sibling);
    await store.families.revoke('f1');
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'revoked' });
    expect(await mounted.principalOf(sibling)).toBe(principal);
  });

  it('is refused while its client is suspended, and good again when it is resumed', async () => {
    await store.clients.insert(newClient('app'));
    await store.clients.insert(newClient('other-app'));
    const [token, sibling] = [home.mint(), home.mint({ client_id: 'other-app' })];
    await remembered(token);
    const principal = await remembered(sibling);
    await store.clients.setStatus('app', 'suspended');
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'revoked' });
    await store.clients.setStatus('app', 'active');
    expect(await mounted.principalOf(token)).toMatchObject({ client: { id: 'app' } });
    expect(await mounted.principalOf(sibling)).toBe(principal);
  });

  it("is verified again after a change of its client, and nobody else's is", async () => {
    await store.clients.insert(newClient('app'));
    const [token, sibling] = [home.mint(), home.mint({ client_id: 'other-app' })];
    const [principal, undisturbed] = [await remembered(token), await remembered(sibling)];
    const client = await store.clients.find('app');
    if (client !== undefined) await store.clients.update({ ...client, roles: ['teller'] });
    expect(await mounted.principalOf(token)).not.toBe(principal);
    expect(await mounted.principalOf(sibling)).toBe(undisturbed);
    await remembered(token);
  });

  it('is refused when the view of revocations is too old', async () => {
    let stale = false;
    await mounted.close();
    mounted = await mount(guard({ revocations: viewThatIs(() => stale) }));
    const token = home.mint();
    await remembered(token);
    stale = true;
    expect(await mounted.send(token)).toEqual({ status: 503, reason: 'stale_revocations' });
    stale = false;
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
  });

  it('ends when its issuer withdraws the key', async () => {
    const token = home.mint();
    await remembered(token);
    keys = { find: () => undefined, close() {} };
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'unknown_key' });
  });

  it('ends when another key takes the kid', async () => {
    const token = home.mint();
    await remembered(token);
    keys = createKeySet(other.jwks, ['ES256']);
    expect(await mounted.send(token)).toEqual({ status: 401, reason: 'bad_signature' });
  });

  it('stays remembered when the same key is only read again', async () => {
    const token = home.mint();
    const principal = await remembered(token);
    keys = createKeySet(home.jwks, ['ES256']);
    expect(await mounted.principalOf(token)).toBe(principal);
    expect(await mounted.principalOf(token)).toBe(principal);
  });

  it('waits for keys that have to be fetched again', async () => {
    const token = home.mint();
    await remembered(token);
    const fetched = createKeySet(home.jwks, ['ES256']);
    keys = { find: async (kid, algorithm) => fetched.find(kid, algorithm), close() {} };
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
  });

  it('is refused when keys have to be fetched again and cannot be', async () => {
    const token = home.mint();
    await remembered(token);
    const down = () => new ServiceUnavailableError('Cannot fetch keys', { reason: 'keys_unavailable' });
    keys = { find: () => Promise.reject(down()), close() {} };
    expect(await mounted.send(token)).toEqual({ status: 503, reason: 'keys_unavailable' });
  });
});

describe('a token that is refused', () => {
  it.each([
    ['expired', 'expired', () => home.mint({ exp: Math.floor(clock.ms / 1000) - 1 })],
    ['wrongly signed', 'bad_signature', () => other.mint()],
    ['bound', 'unverifiable_binding', () => home.mint({ cnf: { jkt: 'a' } })],
  ])('is never remembered: %s', async (_what, reason, mint) => {
    const token = mint();
    for (let sight = 0; sight < 4; sight++)
      expect(await mounted.send(token)).toEqual({ status: 401, reason });
  });

  it('lives longer than revocations are remembered', async () => {
    const iat = Math.floor(clock.ms / 1000);
    expect(await mounted.send(home.mint({ iat, exp: iat + 86_400 }))).toMatchObject({ status: 200 });
    expect(await mounted.send(home.mint({ iat, exp: iat + 86_401 }))).toEqual({
      status: 401,
      reason: 'invalid_claim',
    });
  });
});

function viewThatIs(stale: () => boolean): RevocationView {
  return {
    isRevoked() {
      if (!stale()) return false;
      throw new ServiceUnavailableError('The feed is silent', { reason: 'stale_revocations' });
    },
    changeOf: () => 0,
    freshUntil: 0,
    rememberedMs: Number.POSITIVE_INFINITY,
  };
}
