import assert from 'node:assert/strict';
import type { Eventually } from '@portcullis/core';
import type { Store } from '../store.js';
import { casesOf } from './cases-of.js';
import { countOf, present } from './expectations.js';
import type { ContractCase } from './harness.js';
import { race } from './race.js';
import { hour, minute, nextRefreshToken, sampleClient, sampleFamily, sampleUser, second } from './samples.js';

const first = (now: number) => ({ hash: 'hash-1', idleExpiresAt: now + 30 * minute });
const livenessOf = async (store: Store) => (await store.families.find('family-1'))?.liveness;

async function openFamily(store: Store, now: number): Promise<void> {
  present(await store.clients.insert(sampleClient()));
  present(await store.users.insert(sampleUser()));
  assert.equal(await store.families.open(sampleFamily(now), first(now)), true);
}

const judged = casesOf('families', 'nothing', {
  'a family of an unknown client is revoked, one of an unknown user is not': async ({ store, clock }) => {
    const now = clock.now();
    await store.families.open(sampleFamily(now), first(now));
    assert.equal(await livenessOf(store), 'revoked');
    present(await store.clients.insert(sampleClient()));
    assert.equal(await livenessOf(store), 'live');
  },
  'a family is as suspended or revoked as its client or user': async ({ store, clock }) => {
    await openFamily(store, clock.now());
    await store.clients.setStatus('client-1', 'suspended');
    assert.equal(await livenessOf(store), 'suspended');
    await store.users.setStatus('user-1', 'revoked');
    assert.equal(await livenessOf(store), 'revoked');
  },
  'a suspension of client or user is lifted from the family too': async ({ store, clock }) => {
    await openFamily(store, clock.now());
    for (const status of ['suspended', 'active'] as const) {
      await store.clients.setStatus('client-1', status);
      await store.users.setStatus('user-1', status);
      assert.equal(await livenessOf(store), status === 'active' ? 'live' : 'suspended');
    }
  },
});

/** Ways to end what a family stands on. */
const endings: Readonly<Record<string, (store: Store) => Eventually<unknown>>> = {
  'its client': (store) => store.clients.setStatus('client-1', 'revoked'),
  'its user': (store) => store.users.setStatus('user-1', 'revoked'),
  'all tokens of its client': (store) => store.clients.endTokens('client-1'),
  'all tokens of its user': (store) => store.users.endTokens('user-1'),
};

const races = Object.entries(endings).flatMap(([what, end]) =>
  casesOf('families', 'nothing', {
    [`a revocation of ${what} among 50 families that are opened wins over every one of them`]: async (
      context,
    ) => {
      const now = context.clock.now();
      present(await context.store.clients.insert(sampleClient()));
      present(await context.store.users.insert(sampleUser()));
      await race<unknown>(context, (store, turn) =>
        turn === 25 ? end(store) : store.families.open(sampleFamily(now, `family-${turn}`), first(now)),
      );
      const found = await race(context, (store, turn) => store.families.find(`family-${turn}`));
      assert.equal(
        countOf(found, (family) => family?.liveness === 'revoked'),
        49,
      );
    },
  }),
);

const timed = casesOf('families', 'records', {
  'a family ends with endTokens of its client, and with that of its user': async ({ store, clock }) => {
    const start = clock.advanceToSecond();
    clock.advance(999);
    await openFamily(store, clock.now());
    await store.users.endTokens('user-1');
    assert.equal(await livenessOf(store), 'revoked');
    const fresh = sampleFamily(start + second, 'fresh');
    await store.families.open(fresh, first(clock.now()));
    assert.equal((await store.families.find('fresh'))?.liveness, 'live');
    clock.advance(minute);
    await store.clients.endTokens('client-1');
    assert.equal((await store.families.find('fresh'))?.liveness, 'revoked');
  },
  'a family is over when it was idle too long, to the millisecond': async ({ store, clock }) => {
    const now = clock.now();
    await openFamily(store, now);
    clock.advance(30 * minute - 1);
    assert.equal(await livenessOf(store), 'live');
    clock.advance(1);
    assert.equal(await livenessOf(store), 'expired');
    const next = nextRefreshToken(clock.now(), 'hash-2');
    assert.equal((await store.families.rotate('family-1', 'hash-1', next)).rotated, false);
    assert.equal(await store.families.prolong('family-1', 'hash-1', now + hour), false);
  },
  'a family is over at its absolute end, however often it was refreshed': async ({ store, clock }) => {
    const now = clock.now();
    await openFamily(store, now);
    let current = 'hash-1';
    for (let turn = 2; turn <= 11; turn += 1) {
      clock.set(now + (turn - 1) * 30 * minute - turn);
      const next = `hash-${turn}`;
      const { rotated } = await store.families.rotate(
        'family-1',
        current,
        nextRefreshToken(clock.now(), next),
      );
      assert.equal(rotated, true, `rotation ${turn}`);
      current = next;
    }
    clock.set(now + 5 * hour - 1);
    assert.equal(await livenessOf(store), 'live');
    clock.advance(1);
    assert.equal(await livenessOf(store), 'expired');
    const late = nextRefreshToken(clock.now(), 'late');
    assert.equal((await store.families.rotate('family-1', current, late)).rotated, false);
  },
  'the time of the last rotation is that of the clock, and a rotation moves the idle deadline': async ({
    store,
    clock,
  }) => {
    const now = clock.now();
    await openFamily(store, now);
    clock.advance(10 * minute);
    const next = nextRefreshToken(clock.now(), 'hash-2');
    const { family } = await store.families.rotate('family-1', 'hash-1', next);
    assert.deepEqual([family?.rotatedAt, family?.idleExpiresAt], [now + 10 * minute, now + 40 * minute]);
    await store.families.revoke('family-1');
    assert.equal((await store.families.find('family-1'))?.family.revokedAt, now + 10 * minute);
  },
});

export const familyLivenessCases: readonly ContractCase[] = [...judged, ...races, ...timed];
