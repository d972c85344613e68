import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { countOf, present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { hostileTexts } from './hostile-strings.js';
import { race } from './race.js';
import { hour, minute } from './samples.js';

const windowMs = minute;

const refusals = casesOf('counters', 'nothing', {
  'a counter that was never hit has no window': async ({ store: { counters }, clock }) => {
    assert.equal(await counters.peek('unknown'), undefined);
    assert.equal(await counters.refund('unknown', { resetsAt: clock.now() + minute }), false);
    assert.equal(await counters.peek('unknown'), undefined);
  },
  'amounts, windows and limits that are none are refused': async ({ store: { counters } }) => {
    for (const wrong of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await refusesArgument(() => counters.hit('a', { windowMs: wrong }));
      await refusesArgument(() => counters.hit('a', { windowMs, amount: wrong }));
      await refusesArgument(() => counters.reserve('a', { windowMs, amount: wrong, limit: 5 }));
      await refusesArgument(() => counters.refund('a', { resetsAt: 1, amount: wrong }));
    }
    await refusesArgument(() => counters.reserve('a', { windowMs, limit: -1 }));
    await refusesArgument(() => counters.refund('a', { resetsAt: Number.NaN }));
    assert.equal(await counters.peek('a'), undefined);
  },
  'a reservation over the limit counts nothing and opens no window': async ({ store: { counters } }) => {
    assert.equal((await counters.reserve('a', { windowMs, limit: 0 })).granted, false);
    assert.equal((await counters.reserve('a', { windowMs, limit: 3, amount: 4 })).granted, false);
    assert.equal(await counters.peek('a'), undefined);
    const { resetsAt } = await counters.hit('a', { windowMs, amount: 3 });
    const refused = await counters.reserve('a', { windowMs, limit: 3 });
    assert.deepEqual(refused, { granted: false, count: 3, resetsAt });
    assert.deepEqual(await counters.peek('a'), { count: 3, resetsAt });
  },
});

const counting = casesOf('counters', 'nothing', {
  'hits and reservations add up in one window, and peek adds nothing': async ({ store, open }) => {
    const { counters } = store;
    const first = await counters.hit('a', { windowMs });
    assert.equal(first.count, 1);
    const second = await (await open()).counters.hit('a', { windowMs: 100 * windowMs, amount: 4 });
    assert.deepEqual(second, { count: 5, resetsAt: first.resetsAt });
    const third = await counters.reserve('a', { windowMs, limit: 7, amount: 2 });
    assert.deepEqual(third, { granted: true, count: 7, resetsAt: first.resetsAt });
    await counters.peek('a');
    assert.deepEqual(await counters.peek('a'), { count: 7, resetsAt: first.resetsAt });
    assert.equal(await counters.peek('b'), undefined);
  },
  'a refund goes back into its window, and never below nothing': async ({ store: { counters } }) => {
    const { resetsAt } = await counters.hit('a', { windowMs, amount: 5 });
    assert.equal(await counters.refund('a', { resetsAt, amount: 2 }), true);
    assert.equal((await counters.peek('a'))?.count, 3);
    assert.equal(await counters.refund('a', { resetsAt: resetsAt - 1 }), false);
    assert.equal(await counters.refund('a', { resetsAt: resetsAt + 1 }), false);
    assert.equal((await counters.peek('a'))?.count, 3);
    assert.equal(await counters.refund('a', { resetsAt, amount: 100 }), true);
    assert.deepEqual(await counters.peek('a'), { count: 0, resetsAt });
    assert.equal((await counters.reserve('a', { windowMs, limit: 1 })).granted, true);
  },
  'any string is a key of its own': async ({ store: { counters } }) => {
    const keys = [...new Set(hostileTexts)];
    for (const [index, key] of keys.entries()) await counters.hit(key, { windowMs, amount: index + 1 });
    for (const [index, key] of keys.entries()) {
      assert.equal((await counters.peek(key))?.count, index + 1);
    }
  },
});

const races = casesOf('counters', 'nothing', {
  '50 hits at once are all counted, each once, in one window': async (context) => {
    const results = await race(context, (store) => store.counters.hit('a', { windowMs }));
    assert.deepEqual(
      results.map(({ count }) => count).toSorted((a, b) => a - b),
      results.map((_, index) => index + 1),
    );
    assert.equal(new Set(results.map(({ resetsAt }) => resetsAt)).size, 1);
  },
  'of 50 reservations at once, exactly as many are granted as fit': async (context) => {
    const results = await race(context, (store) => store.counters.reserve('a', { windowMs, limit: 10 }));
    assert.equal(
      countOf(results, ({ granted }) => granted),
      10,
    );
    assert.equal((await context.store.counters.peek('a'))?.count, 10);
  },
  'a burst of reservations that are all refunded leaves nothing behind': async (context) => {
    const results = await race(context, async (store) => {
      const { granted, resetsAt } = await store.counters.reserve('a', { windowMs, limit: 50 });
      return granted && store.counters.refund('a', { resetsAt });
    });
    assert.equal(countOf(results, Boolean), 50);
    assert.equal((await context.store.counters.peek('a'))?.count, 0);
  },
});

const timed = casesOf('counters', 'all', {
  'a window begins with its first count and is over at its end, to the millisecond': async ({
    store,
    clock,
  }) => {
    const { counters } = store;
    const start = clock.now();
    assert.equal((await counters.hit('a', { windowMs })).resetsAt, start + windowMs);
    clock.advance(windowMs - 1);
    assert.deepEqual(await counters.peek('a'), { count: 1, resetsAt: start + windowMs });
    clock.advance(1);
    assert.equal(await counters.peek('a'), undefined);
    const next = await counters.reserve('a', { windowMs, limit: 1 });
    assert.deepEqual(next, { granted: true, count: 1, resetsAt: start + 2 * windowMs });
  },
  'a refund for a window that is over takes nothing from the next one': async ({
    store: { counters },
    clock,
  }) => {
    const { resetsAt } = await counters.hit('a', { windowMs });
    clock.set(resetsAt);
    assert.equal(await counters.refund('a', { resetsAt }), false);
    await counters.hit('a', { windowMs });
    assert.equal(await counters.refund('a', { resetsAt }), false);
    assert.equal(present(await counters.peek('a')).count, 1);
  },
  'a clock set back keeps the count': async ({ store: { counters }, clock }) => {
    const { resetsAt } = await counters.hit('a', { windowMs, amount: 3 });
    clock.advance(-hour);
    assert.deepEqual(await counters.hit('a', { windowMs }), { count: 4, resetsAt });
  },
});

export const counterCases: readonly ContractCase[] = [...refusals, ...counting, ...races, ...timed];
