import assert from 'node:assert/strict';
import { MAX_CODE_FAILURES } from '../code-store.js';
import { casesOf } from './cases-of.js';
import { countOf, present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { strangeIds, unstorableIds } from './hostile-strings.js';
import { race } from './race.js';
import { hour, minute, sampleCode, sampleFamily } from './samples.js';

const refusals = casesOf('codes', 'nothing', {
  'an unknown code is not found, not counted, not consumed': async ({ store: { codes }, clock }) => {
    assert.equal(await codes.issue(sampleCode(clock.now()), sampleFamily(clock.now())), true);
    for (const hash of ['unknown', 'CODE-1', ...strangeIds, ...unstorableIds]) {
      assert.equal(await codes.find(hash), undefined);
      assert.equal(await codes.countFailure(hash), 0);
      assert.deepEqual(await codes.consume(hash), { consumed: false, reason: 'unknown' });
    }
  },
  'a taken code or family is refused, and neither of the two is written': async ({ store, clock }) => {
    const now = clock.now();
    const { codes, families } = store;
    assert.equal(await codes.issue(sampleCode(now), sampleFamily(now)), true);
    const otherFamily = sampleCode(now, 'code-1', { familyId: 'family-2' });
    assert.equal(await codes.issue(otherFamily, sampleFamily(now, 'family-2')), false);
    assert.equal(await families.find('family-2'), undefined);
    assert.equal(await codes.issue(sampleCode(now, 'code-2'), sampleFamily(now)), false);
    assert.equal(await codes.find('code-2'), undefined);
  },
  'a code and a family that are not of each other are refused': async ({ store: { codes }, clock }) => {
    const now = clock.now();
    const { userId: _userId, ...nobodys } = sampleFamily(now);
    for (const family of [
      sampleFamily(now, 'other'),
      sampleFamily(now, 'family-1', { clientId: 'other' }),
      sampleFamily(now, 'family-1', { userId: 'other' }),
      nobodys,
    ]) {
      await refusesArgument(() => codes.issue(sampleCode(now), family));
    }
    await refusesArgument(() => codes.issue(sampleCode(now, 'a\0b'), sampleFamily(now)));
    await refusesArgument(() =>
      codes.issue(sampleCode(now, 'code-1', { expiresAt: Number.NaN }), sampleFamily(now)),
    );
    assert.equal(await codes.find('code-1'), undefined);
  },
  'a consumed code is told as a replay, with the family to revoke': async ({ store, clock }) => {
    const now = clock.now();
    await store.codes.issue(sampleCode(now), sampleFamily(now));
    assert.equal((await store.codes.consume('code-1')).consumed, true);
    const replay = await store.codes.consume('code-1', { hash: 'thief', idleExpiresAt: now + hour });
    assert.ok(!replay.consumed && replay.reason === 'consumed');
    assert.equal(replay.code.familyId, 'family-1');
    assert.equal((await store.families.find('family-1'))?.family.currentHash, undefined);
    assert.equal(await store.families.revoke('family-1'), true);
  },
  'ten wrong verifiers burn a code, nine do not': async ({ store: { codes }, clock }) => {
    const now = clock.now();
    await codes.issue(sampleCode(now), sampleFamily(now));
    await codes.issue(sampleCode(now, 'code-2', { familyId: 'family-2' }), sampleFamily(now, 'family-2'));
    for (let failure = 1; failure < MAX_CODE_FAILURES; failure += 1) {
      assert.equal(await codes.countFailure('code-1'), failure);
      assert.equal(await codes.countFailure('code-2'), failure);
    }
    assert.equal(await codes.countFailure('code-1'), MAX_CODE_FAILURES);
    const burnt = await codes.consume('code-1');
    assert.ok(!burnt.consumed && burnt.reason === 'burnt');
    assert.equal((await codes.consume('code-2')).consumed, true);
  },
});

const races = casesOf('codes', 'nothing', {
  'of 50 who redeem one code at once, one does, and the others see the replay': async (context) => {
    const now = context.clock.now();
    await context.store.codes.issue(sampleCode(now), sampleFamily(now));
    const results = await race(context, (store, turn) =>
      store.codes.consume('code-1', { hash: `refresh-${turn}`, idleExpiresAt: now + minute }),
    );
    assert.equal(
      countOf(results, ({ consumed }) => consumed),
      1,
    );
    assert.equal(
      countOf(results, (result) => !result.consumed && result.reason === 'consumed'),
      49,
    );
    const winner = results.findIndex(({ consumed }) => consumed);
    const { family } = present(await context.store.families.find('family-1'));
    assert.deepEqual([family.currentHash, family.generation], [`refresh-${winner}`, 1]);
  },
  '50 wrong verifiers at once are all counted': async (context) => {
    const now = context.clock.now();
    await context.store.codes.issue(sampleCode(now), sampleFamily(now));
    const counts = await race(context, (store) => store.codes.countFailure('code-1'));
    assert.deepEqual(
      counts.toSorted((a, b) => a - b),
      counts.map((_, index) => index + 1),
    );
  },
  'of 50 who issue one code at once, one does': async (context) => {
    const now = context.clock.now();
    const results = await race(context, (store, turn) => {
      const familyId = `family-${turn}`;
      return store.codes.issue(sampleCode(now, 'code-1', { familyId }), sampleFamily(now, familyId));
    });
    assert.equal(countOf(results, Boolean), 1);
    const { familyId } = present(await context.store.codes.find('code-1'));
    assert.equal(familyId, `family-${results.indexOf(true)}`);
    const families = await race(context, (store, turn) => store.families.find(`family-${turn}`));
    assert.equal(
      countOf(families, (found) => found !== undefined),
      1,
    );
  },
  'of 50 who replay a code and revoke its family at once, one does': async (context) => {
    const now = context.clock.now();
    await context.store.codes.issue(sampleCode(now), sampleFamily(now));
    await context.store.codes.consume('code-1', { hash: 'refresh', idleExpiresAt: now + minute });
    const results = await race(context, async (store) => {
      const replay = await store.codes.consume('code-1');
      return !replay.consumed && replay.reason === 'consumed' && store.families.revoke(replay.code.familyId);
    });
    assert.equal(countOf(results, Boolean), 1);
    assert.equal((await context.store.families.find('family-1'))?.liveness, 'revoked');
  },
});

const others = casesOf('codes', 'nothing', {
  'a code is found as it was given, opens its family, and gives it its first refresh token': async ({
    store,
    open,
    clock,
  }) => {
    const now = clock.now();
    const [code, family] = [sampleCode(now), sampleFamily(now)];
    assert.equal(await store.codes.issue(code, family), true);
    assert.deepEqual(await store.codes.find('code-1'), { ...code, failures: 0 });
    assert.deepEqual((await store.families.find('family-1'))?.family, { ...family, generation: 0 });
    const result = await (await open()).codes.consume('code-1', {
      hash: 'refresh-1',
      idleExpiresAt: now + minute,
    });
    const { consumedAt } = present(await store.codes.find('code-1'));
    assert.deepEqual(result, { consumed: true, code: { ...code, failures: 0, consumedAt } });
    const started = { ...family, generation: 1, currentHash: 'refresh-1', idleExpiresAt: now + minute };
    assert.deepEqual((await store.families.find('family-1'))?.family, started);
  },
  'a code without a refresh token leaves its family without one': async ({ store, clock }) => {
    const now = clock.now();
    await store.codes.issue(sampleCode(now), sampleFamily(now));
    assert.equal((await store.codes.consume('code-1')).consumed, true);
    assert.deepEqual((await store.families.find('family-1'))?.family, {
      ...sampleFamily(now),
      generation: 0,
    });
  },
});

const timed = casesOf('codes', 'records', {
  'a code is dead from its end on, to the millisecond': async ({ store: { codes }, clock }) => {
    const now = clock.now();
    for (const id of ['1', '2']) {
      const code = sampleCode(now, `code-${id}`, { familyId: `family-${id}` });
      await codes.issue(code, sampleFamily(now, `family-${id}`));
    }
    clock.advance(minute - 1);
    assert.equal((await codes.consume('code-1')).consumed, true);
    clock.advance(1);
    const late = await codes.consume('code-2');
    assert.ok(!late.consumed && late.reason === 'expired');
    const replay = await codes.consume('code-1');
    assert.ok(!replay.consumed && replay.reason === 'consumed');
  },
  'a sweep forgets no replay within the hour, and a clock set back reopens no code': async ({
    store,
    clock,
  }) => {
    const now = clock.now();
    await store.codes.issue(sampleCode(now), sampleFamily(now));
    await store.codes.consume('code-1');
    clock.advance(minute + hour - 1);
    await store.sweep();
    const late = await store.codes.consume('code-1');
    assert.ok(!late.consumed && late.reason === 'consumed');
    clock.advance(1);
    await store.sweep();
    assert.equal(await store.codes.find('code-1'), undefined);
    clock.set(now);
    assert.deepEqual(await store.codes.consume('code-1'), { consumed: false, reason: 'unknown' });
  },
});

export const codeCases: readonly ContractCase[] = [...refusals, ...races, ...others, ...timed];
