import assert from 'node:assert/strict';
import type { Eventually } from '@portcullis/core';
import type { AccessTokenRecord } from '../access-token-store.js';
import type { Store } from '../store.js';
import { casesOf } from './cases-of.js';
import { countOf, present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { strangeIds, unstorableIds } from './hostile-strings.js';
import { eventually, race } from './race.js';
import {
  hour,
  issuer,
  minute,
  sampleAccessToken,
  sampleClient,
  sampleFamily,
  sampleUser,
} from './samples.js';

async function prepare(store: Store, now: number): Promise<void> {
  present(await store.clients.insert(sampleClient()));
  present(await store.users.insert(sampleUser()));
  assert.equal(await store.families.open(sampleFamily(now)), true);
}

const livenessOf = async (store: Store, digest = 'token-1') =>
  (await store.accessTokens.find(digest))?.liveness;

const refusals = casesOf('access tokens', 'nothing', {
  'an unknown digest finds nothing': async ({ store, clock }) => {
    await prepare(store, clock.now());
    await store.accessTokens.insert(sampleAccessToken(clock.now()));
    for (const digest of ['unknown', 'TOKEN-1', 'id-of-token-1', ...strangeIds, ...unstorableIds]) {
      assert.equal(await store.accessTokens.find(digest), undefined);
    }
  },
  'a taken digest is given to no other token': async ({ store, clock }) => {
    await prepare(store, clock.now());
    const token = sampleAccessToken(clock.now());
    assert.equal(await store.accessTokens.insert(token), true);
    assert.equal(await store.accessTokens.insert({ ...token, scopes: ['everything'] }), false);
    assert.deepEqual((await store.accessTokens.find('token-1'))?.token, token);
  },
  'a token without its client, or without the family it names, is revoked': async ({ store, clock }) => {
    const now = clock.now();
    await store.accessTokens.insert(sampleAccessToken(now));
    assert.equal(await livenessOf(store), 'revoked');
    present(await store.clients.insert(sampleClient()));
    assert.equal(await livenessOf(store), 'revoked');
    await store.families.open(sampleFamily(now));
    assert.equal(await livenessOf(store), 'live');
  },
  'a token that cannot be kept, or would live too long, is refused': async ({ store, clock }) => {
    const now = clock.now();
    const { accessTokens, revocations } = store;
    const longest = now + revocations.rememberedMs;
    for (const id of unstorableIds) {
      await refusesArgument(() => accessTokens.insert(sampleAccessToken(now, id)));
      await refusesArgument(() => accessTokens.insert(sampleAccessToken(now, 'token-1', { id })));
      await refusesArgument(() => accessTokens.revoke(id, now + minute));
    }
    await refusesArgument(() =>
      accessTokens.insert(sampleAccessToken(now, 'token-1', { expiresAt: longest + 1 })),
    );
    await refusesArgument(() => accessTokens.revoke('token-1', Number.NaN));
    assert.equal(await accessTokens.find('token-1'), undefined);
    assert.equal(await accessTokens.insert(sampleAccessToken(now, 'long', { expiresAt: longest })), true);
  },
  'revoking what is over does nothing': async ({ store, clock }) => {
    assert.equal(await store.accessTokens.revoke('over', clock.now() - hour), false);
    assert.equal(store.revocations.isRevoked({ issuer, tokenId: 'over', issuedAt: 1 }), false);
  },
});

const races = casesOf('access tokens', 'nothing', {
  'of 50 revocations at once, one is told that it did it': async (context) => {
    const expiresAt = context.clock.now() + hour;
    const results = await race(context, (store) => store.accessTokens.revoke('id-1', expiresAt));
    assert.equal(countOf(results, Boolean), 1);
  },
  'of 50 inserts under one digest at once, one is written': async (context) => {
    const now = context.clock.now();
    await prepare(context.store, now);
    const results = await race(context, (store, turn) =>
      store.accessTokens.insert(sampleAccessToken(now, 'token-1', { data: { turn } })),
    );
    assert.equal(countOf(results, Boolean), 1);
    const { token } = present(await context.store.accessTokens.find('token-1'));
    assert.deepEqual(token.data, { turn: results.indexOf(true) });
  },
});

/** Ways to revoke what the token of one turn stands on. */
const revocations: Readonly<Record<string, (store: Store, now: number) => Eventually<unknown>>> = {
  'the token': (store, now) => store.accessTokens.revoke('contested-id', now + hour),
  'its family': (store) => store.families.revoke('family-1'),
  'its client': (store) => store.clients.setStatus('client-1', 'revoked'),
  'its user': (store) => store.users.setStatus('user-1', 'revoked'),
  'all tokens of its client': (store) => store.clients.endTokens('client-1'),
  'all tokens of its user': (store) => store.users.endTokens('user-1'),
};

const revocationRaces = Object.entries(revocations).flatMap(([what, revoke]) =>
  casesOf('access tokens', 'nothing', {
    [`a revocation of ${what} among 50 inserts wins over every one of them`]: async (context) => {
      const now = context.clock.now();
      await prepare(context.store, now);
      await race<unknown>(context, (store, turn) => {
        if (turn === 25) return revoke(store, now);
        const own: Partial<AccessTokenRecord> = what === 'the token' ? { id: 'contested-id' } : {};
        return store.accessTokens.insert(sampleAccessToken(now, `token-${turn}`, own));
      });
      const states = await race(context, (store, turn) => livenessOf(store, `token-${turn}`));
      assert.equal(
        countOf(states, (state) => state === 'revoked'),
        49,
      );
    },
  }),
);

const others = casesOf('access tokens', 'nothing', {
  'a token is found as it was given, with client and user': async ({ store, open, clock }) => {
    const now = clock.now();
    await prepare(store, now);
    const token = sampleAccessToken(now, 'bound', {
      confirmation: { 'x5t#S256': 'thumb' },
      data: { a: [1] },
    });
    assert.equal(await store.accessTokens.insert(token), true);
    const client = await store.clients.find('client-1');
    const user = await store.users.find('user-1');
    assert.deepEqual(await (await open()).accessTokens.find('bound'), {
      token,
      client,
      user,
      liveness: 'live',
    });
  },
  'a token of a client alone has no user': async ({ store, clock }) => {
    const client = present(await store.clients.insert(sampleClient()));
    const { userId: _userId, familyId: _familyId, ...token } = sampleAccessToken(clock.now());
    await store.accessTokens.insert(token);
    assert.deepEqual(await store.accessTokens.find('token-1'), { token, client, liveness: 'live' });
  },
  'suspended clients and users suspend their tokens, resumed ones do not': async ({ store, clock }) => {
    await prepare(store, clock.now());
    await store.accessTokens.insert(sampleAccessToken(clock.now()));
    for (const status of ['suspended', 'active'] as const) {
      const expected = status === 'active' ? 'live' : 'suspended';
      await store.clients.setStatus('client-1', status);
      assert.equal(await livenessOf(store), expected);
    }
    await store.users.setStatus('user-1', 'suspended');
    assert.equal(await livenessOf(store), 'suspended');
  },
  'a revoked token is refused by the view at once, and by other instances soon': async ({
    store,
    open,
    clock,
  }) => {
    const other = await open();
    const token = { issuer, tokenId: 'jti-1', issuedAt: 9_000_000_000 };
    assert.equal(await store.accessTokens.revoke('jti-1', clock.now() + hour), true);
    assert.equal(await store.accessTokens.revoke('jti-1', clock.now() + hour), false);
    assert.equal(store.revocations.isRevoked(token), true);
    assert.equal(store.revocations.isRevoked({ ...token, tokenId: 'jti-2' }), false);
    await eventually('revocation is heard of', () => other.revocations.isRevoked(token));
    assert.equal((await open()).revocations.isRevoked(token), true);
  },
});

const timed = casesOf('access tokens', 'records', {
  'a token is dead from its end on, to the millisecond': async ({ store, clock }) => {
    await prepare(store, clock.now());
    await store.accessTokens.insert(sampleAccessToken(clock.now()));
    clock.advance(5 * minute - 1);
    assert.equal(await livenessOf(store), 'live');
    clock.advance(1);
    assert.equal(await livenessOf(store), 'expired');
  },
  'a revocation comes too late from the end of the token on, to the millisecond': async ({
    store,
    clock,
  }) => {
    const end = clock.now() + minute;
    clock.advance(minute - 1);
    assert.equal(await store.accessTokens.revoke('in time', end), true);
    clock.advance(1);
    assert.equal(await store.accessTokens.revoke('late', end), false);
  },
  'a clock set back within the hour brings no revoked token back, swept or not': async ({ store, clock }) => {
    const now = clock.now();
    await prepare(store, now);
    await store.accessTokens.insert(sampleAccessToken(now));
    await store.accessTokens.revoke('id-of-token-1', now + 5 * minute);
    clock.advance(5 * minute + hour - 1);
    await store.sweep();
    clock.set(now + minute);
    await store.revocations.catchUp();
    assert.equal(await livenessOf(store), 'revoked');
    assert.equal(store.revocations.isRevoked({ issuer, tokenId: 'id-of-token-1', issuedAt: 1 }), true);
  },
  'a token that an older family gave after endTokens is dead': async ({ store, clock }) => {
    const now = clock.now();
    await prepare(store, now);
    const { tokensValidFrom } = present(await store.users.endTokens('user-1'));
    await store.accessTokens.insert(sampleAccessToken(tokensValidFrom));
    assert.equal(await livenessOf(store), 'revoked');
    await store.families.open(sampleFamily(tokensValidFrom, 'new'));
    await store.accessTokens.insert(sampleAccessToken(tokensValidFrom, 'fresh', { familyId: 'new' }));
    assert.equal(await livenessOf(store, 'fresh'), 'live');
  },
  'a token lives on when its family is over, but not when the family is revoked': async ({
    store,
    clock,
  }) => {
    const now = clock.now();
    present(await store.clients.insert(sampleClient()));
    await store.families.open(sampleFamily(now, 'family-1', { expiresAt: now + minute }));
    await store.accessTokens.insert(sampleAccessToken(now));
    clock.advance(2 * minute);
    await store.sweep();
    assert.equal(await livenessOf(store), 'live');
    assert.equal(await store.families.revoke('family-1'), true);
    assert.equal(await livenessOf(store), 'revoked');
  },
});

export const accessTokenCases: readonly ContractCase[] = [
  ...refusals,
  ...races,
  ...revocationRaces,
  ...others,
  ...timed,
];
