import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { countOf, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { hostileTexts } from './hostile-strings.js';
import { race } from './race.js';
import { hour, minute } from './samples.js';

const untimed = casesOf('marks', 'nothing', {
  'a key is new once, in every instance': async ({ store, open, clock }) => {
    const until = clock.now() + minute;
    assert.equal(await store.marks.rememberOnce('jti-1', until), true);
    assert.equal(await store.marks.rememberOnce('jti-1', until), false);
    assert.equal(await (await open()).marks.rememberOnce('jti-1', until + hour), false);
    assert.equal(await store.marks.rememberOnce('jti-2', until), true);
  },
  'what is over already is never new': async ({ store: { marks }, clock }) => {
    assert.equal(await marks.rememberOnce('late', clock.now() - minute), false);
    assert.equal(await marks.rememberOnce('late', 0), false);
    assert.equal(await marks.rememberOnce('late', clock.now() + minute), true);
  },
  'an end that is no time is refused': async ({ store: { marks } }) => {
    for (const until of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5]) {
      await refusesArgument(() => marks.rememberOnce('jti', until));
    }
  },
  'any string is a key of its own': async ({ store: { marks }, clock }) => {
    const keys = [...new Set(hostileTexts)];
    for (const key of keys) assert.equal(await marks.rememberOnce(key, clock.now() + minute), true);
    for (const key of keys) assert.equal(await marks.rememberOnce(key, clock.now() + minute), false);
  },
  'of 50 who remember one key at once, one is first': async (context) => {
    const until = context.clock.now() + minute;
    for (const key of ['a', 'b', 'c', 'd']) {
      const results = await race(context, (store) => store.marks.rememberOnce(key, until));
      assert.equal(countOf(results, Boolean), 1);
    }
  },
  '50 keys remembered at once are all new': async (context) => {
    const until = context.clock.now() + minute;
    const results = await race(context, (store, turn) => store.marks.rememberOnce(`jti-${turn}`, until));
    assert.equal(countOf(results, Boolean), 50);
  },
});

const timed = casesOf('marks', 'all', {
  'an end that has come, to the millisecond, is too late': async ({ store: { marks }, clock }) => {
    const until = clock.now() + minute;
    clock.advance(minute - 1);
    assert.equal(await marks.rememberOnce('in time', until), true);
    clock.advance(1);
    assert.equal(await marks.rememberOnce('late', until), false);
  },
  'a mark outlives what it guards by an hour, swept or not, and then its key is free': async ({
    store,
    clock,
  }) => {
    const until = clock.now() + minute;
    assert.equal(await store.marks.rememberOnce('jti', until), true);
    clock.set(until + hour - 1);
    await store.sweep();
    assert.equal(await store.marks.rememberOnce('jti', until + 2 * hour), false);
    clock.advance(1);
    assert.equal(await store.marks.rememberOnce('jti', until + 2 * hour), true);
  },
  'a clock set back an hour reopens no replay': async ({ store, clock }) => {
    const start = clock.now();
    const until = start + minute;
    assert.equal(await store.marks.rememberOnce('jti', until), true);
    for (const now of [start + 30 * minute, until + hour - 1, until + hour]) {
      clock.set(now);
      await store.sweep();
      for (let other = 0; other < 10; other += 1) {
        await store.marks.rememberOnce(`other-${now}-${other}`, now + minute);
      }
      clock.set(now - hour);
      assert.equal(await store.marks.rememberOnce('jti', until), false);
    }
  },
});

export const markCases: readonly ContractCase[] = [...untimed, ...timed];
