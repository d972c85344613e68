import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { countOf, present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { strangeIds, unstorableIds } from './hostile-strings.js';
import { eventually, race } from './race.js';
import { hour, issuer, minute, nextRefreshToken, sampleClient, sampleFamily, sampleUser } from './samples.js';

const first = (now: number) => ({ hash: 'hash-1', idleExpiresAt: now + 30 * minute });

const refusals = casesOf('families', 'nothing', {
  'an unknown family is not found, rotated, prolonged or revoked': async ({ store: { families }, clock }) => {
    const now = clock.now();
    await families.open(sampleFamily(now), first(now));
    for (const id of ['unknown', 'FAMILY-1', ...strangeIds, ...unstorableIds]) {
      assert.equal(await families.find(id), undefined);
      assert.deepEqual(await families.rotate(id, 'hash-1', nextRefreshToken(now, 'hash-2')), {
        rotated: false,
      });
      assert.equal(await families.prolong(id, 'hash-1', now + hour), false);
      assert.equal(await families.revoke(id), false);
    }
  },
  'a token that is not the current one rotates and prolongs nothing': async ({
    store: { families },
    clock,
  }) => {
    const now = clock.now();
    await families.open(sampleFamily(now), first(now));
    const family = (await families.find('family-1'))?.family;
    for (const hash of ['other', 'HASH-1', ...strangeIds, ...unstorableIds]) {
      const result = await families.rotate('family-1', hash, nextRefreshToken(now, 'hash-2'));
      assert.deepEqual(result, { rotated: false, family });
      assert.equal(await families.prolong('family-1', hash, now + hour), false);
    }
    assert.deepEqual((await families.find('family-1'))?.family, family);
  },
  'a family without a refresh token yet cannot be rotated': async ({ store: { families }, clock }) => {
    const now = clock.now();
    await families.open(sampleFamily(now));
    for (const hash of ['', 'hash-1', 'null', 'undefined']) {
      const { rotated } = await families.rotate('family-1', hash, nextRefreshToken(now, 'hash-2'));
      assert.equal(rotated, false);
      assert.equal(await families.prolong('family-1', hash, now + hour), false);
    }
  },
  'a taken id opens no other family': async ({ store: { families }, clock }) => {
    const now = clock.now();
    assert.equal(await families.open(sampleFamily(now), first(now)), true);
    assert.equal(await families.open(sampleFamily(now, 'family-1', { clientId: 'thief' })), false);
    assert.equal((await families.find('family-1'))?.family.clientId, 'client-1');
    await families.revoke('family-1');
    assert.equal(await families.open(sampleFamily(now)), false);
  },
  'a revoked family is neither rotated, prolonged nor revoked again': async ({
    store: { families },
    clock,
  }) => {
    const now = clock.now();
    await families.open(sampleFamily(now), first(now));
    assert.equal(await families.revoke('family-1'), true);
    assert.equal(await families.revoke('family-1'), false);
    const { rotated, family } = await families.rotate('family-1', 'hash-1', nextRefreshToken(now, 'hash-2'));
    assert.equal(rotated, false);
    assert.equal(typeof present(family).revokedAt, 'number');
    assert.equal(await families.prolong('family-1', 'hash-1', now + hour), false);
  },
  'a family or token that cannot be kept is refused': async ({ store: { families }, clock }) => {
    const now = clock.now();
    for (const id of unstorableIds) await refusesArgument(() => families.open(sampleFamily(now, id)));
    await refusesArgument(() => families.open(sampleFamily(now, 'f', { expiresAt: Number.NaN })));
    await refusesArgument(() => families.open(sampleFamily(now, 'f'), { hash: '', idleExpiresAt: now }));
    await families.open(sampleFamily(now), first(now));
    await refusesArgument(() => families.rotate('family-1', 'hash-1', nextRefreshToken(now, 'a\0b')));
    await refusesArgument(() => families.prolong('family-1', 'hash-1', 1.5));
    assert.equal(await families.find('f'), undefined);
  },
});

const races = casesOf('families', 'nothing', {
  'of 50 rotations of one token at once, one wins, and the family lives': async (context) => {
    const now = context.clock.now();
    await context.store.families.open(sampleFamily(now), first(now));
    const results = await race(context, (store, turn) =>
      store.families.rotate('family-1', 'hash-1', nextRefreshToken(now, `hash-2-${turn}`)),
    );
    assert.equal(
      countOf(results, ({ rotated }) => rotated),
      1,
    );
    const winner = `hash-2-${results.findIndex(({ rotated }) => rotated)}`;
    for (const { family } of results) {
      const seen = present(family);
      assert.deepEqual([seen.currentHash, seen.previousHash, seen.generation], [winner, 'hash-1', 2]);
      assert.deepEqual([seen.sealedReply, seen.revokedAt], [`sealed-for-${winner}`, undefined]);
    }
    const next = await context.store.families.rotate('family-1', winner, nextRefreshToken(now, 'hash-3'));
    assert.equal(next.rotated, true);
  },
  'of 50 revocations at once, one is told that it did it': async (context) => {
    const now = context.clock.now();
    await context.store.families.open(sampleFamily(now), first(now));
    const results = await race(context, (store) => store.families.revoke('family-1'));
    assert.equal(countOf(results, Boolean), 1);
  },
  'a revocation among 50 rotations in a chain ends the family for good': async (context) => {
    const now = context.clock.now();
    await context.store.families.open(sampleFamily(now), first(now));
    await race<unknown>(context, async (store, turn) => {
      if (turn === 20) return store.families.revoke('family-1');
      const { family } = present(await store.families.find('family-1'));
      const next = nextRefreshToken(now, `chain-${turn}`);
      return store.families.rotate('family-1', family.currentHash ?? '', next);
    });
    const { family, liveness } = present(await context.store.families.find('family-1'));
    assert.equal(liveness, 'revoked');
    const next = nextRefreshToken(now, 'late');
    assert.equal(
      (await context.store.families.rotate('family-1', family.currentHash ?? '', next)).rotated,
      false,
    );
  },
  'of 50 families opened under one id at once, one is': async (context) => {
    const now = context.clock.now();
    const results = await race(context, (store, turn) =>
      store.families.open(sampleFamily(now, 'contested', { data: { turn } })),
    );
    assert.equal(countOf(results, Boolean), 1);
    const { data } = present(await context.store.families.find('contested')).family;
    assert.deepEqual(data, { turn: results.indexOf(true) });
  },
});

const others = casesOf('families', 'nothing', {
  'a family is found as it was given, with its client and user': async ({ store, open, clock }) => {
    const now = clock.now();
    const client = present(await store.clients.insert(sampleClient()));
    const user = present(await store.users.insert(sampleUser()));
    await store.families.open(sampleFamily(now), first(now));
    const family = { ...sampleFamily(now), ...{ generation: 1, currentHash: 'hash-1' } };
    assert.deepEqual(await (await open()).families.find('family-1'), {
      family,
      client,
      user,
      liveness: 'live',
    });
  },
  'a lost reply can be fetched from the row, once more only until the next rotation': async ({
    store,
    clock,
  }) => {
    const now = clock.now();
    const { families } = store;
    await families.open(sampleFamily(now), first(now));
    await families.rotate('family-1', 'hash-1', nextRefreshToken(now, 'hash-2'));
    const again = await families.rotate('family-1', 'hash-1', nextRefreshToken(now, 'hash-x'));
    const { previousHash, sealedReply, rotatedAt } = present(again.family);
    assert.deepEqual(
      [again.rotated, previousHash, sealedReply, typeof rotatedAt],
      [false, 'hash-1', 'sealed-for-hash-2', 'number'],
    );
    await families.rotate('family-1', 'hash-2', nextRefreshToken(now, 'hash-3'));
    const late = present(
      (await families.rotate('family-1', 'hash-1', nextRefreshToken(now, 'hash-x'))).family,
    );
    assert.deepEqual([late.previousHash, late.currentHash, late.generation], ['hash-2', 'hash-3', 3]);
  },
  'a revoked family is refused by the view at once, and by other instances soon': async ({
    store,
    open,
    clock,
  }) => {
    const now = clock.now();
    const other = await open();
    await store.families.open(sampleFamily(now), first(now));
    await store.families.open(sampleFamily(now, 'bystander'), first(now));
    const token = (familyId: string) => ({ issuer, tokenId: 't', familyId, issuedAt: 9_000_000_000 });
    assert.equal(store.revocations.isRevoked(token('family-1')), false);
    await store.families.revoke('family-1');
    assert.equal(store.revocations.isRevoked(token('family-1')), true);
    assert.equal(store.revocations.isRevoked(token('bystander')), false);
    await eventually('revocation is heard of', () => other.revocations.isRevoked(token('family-1')));
    assert.equal((await open()).revocations.isRevoked(token('family-1')), true);
  },
  'deadlines are cut to the absolute one, and prolonging moves none back': async ({ store, clock }) => {
    const now = clock.now();
    const { families } = store;
    const far = now + 100 * hour;
    const idle = async () => present(await families.find('family-1')).family.idleExpiresAt - now;
    await families.open(sampleFamily(now, 'family-1', { idleExpiresAt: far }));
    assert.equal(await idle(), 5 * hour);
    await families.open(sampleFamily(now, 'family-2'), { hash: 'hash-1', idleExpiresAt: far });
    assert.equal((await families.find('family-2'))?.family.idleExpiresAt, now + 5 * hour);
    await families.open(sampleFamily(now, 'family-3'), { hash: 'hash-1', idleExpiresAt: now + hour });
    assert.equal(await families.prolong('family-3', 'hash-1', now + minute), true);
    assert.equal((await families.find('family-3'))?.family.idleExpiresAt, now + hour);
    assert.equal(await families.prolong('family-3', 'hash-1', far), true);
    assert.equal((await families.find('family-3'))?.family.idleExpiresAt, now + 5 * hour);
    const next = { ...nextRefreshToken(now, 'hash-2'), idleExpiresAt: far };
    assert.equal((await families.rotate('family-3', 'hash-1', next)).family?.idleExpiresAt, now + 5 * hour);
  },
});

export const familyCases: readonly ContractCase[] = [...refusals, ...races, ...others];
