import assert from 'node:assert/strict';
import { MAX_USAGE_COUNTS, type UsageCount, type UsageRange } from '../usage-store.js';
import { casesOf } from './cases-of.js';
import { countOf, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { strangeIds, unstorableIds } from './hostile-strings.js';
import { race } from './race.js';
import { hour } from './samples.js';

const aDay = 24 * hour;

function count(own: Partial<UsageCount> = {}): UsageCount {
  return { keyId: 'key-1', day: '2026-03-01', operation: 'GET /accounts', calls: 1, ...own };
}

const noDays = [
  '',
  '2026-3-1',
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-01-01T00:00:00Z',
  ' 2026-01-01',
];
const noDayValues = [...noDays, '2026-01-01\n', '20260101', '+02026-01-01', null, 20_260_101, new Date(0)];

const refusals = casesOf('usage', 'nothing', {
  'a key that was never used has no counts': async ({ store: { usage } }) => {
    await usage.add('batch-1', [count()]);
    assert.deepEqual(await usage.list('key-2'), []);
    for (const id of unstorableIds) assert.deepEqual(await usage.list(id), []);
  },
  'a count that is none is refused, and the whole batch with it': async ({ store: { usage } }) => {
    const wrong: Partial<Record<keyof UsageCount, unknown>>[] = [
      ...unstorableIds.flatMap((id) => [{ keyId: id }, { operation: id }]),
      ...noDayValues.map((day) => ({ day })),
      ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9 + 1, '1'].map((calls) => ({ calls })),
    ];
    for (const member of wrong) {
      const batch = [count(), { ...count(), ...member } as UsageCount];
      await refusesArgument(() => usage.add('batch-1', batch));
    }
    assert.deepEqual(await usage.list('key-1'), []);
    assert.equal(await usage.add('batch-1', [count()]), true);
  },
  'a batch that is no list, is too long or has no name is refused': async ({ store: { usage } }) => {
    const long = Array.from({ length: MAX_USAGE_COUNTS + 1 }, () => count());
    for (const wrong of [long, undefined, count(), 'abc']) {
      await refusesArgument(() => usage.add('batch-1', wrong as UsageCount[]));
    }
    for (const id of unstorableIds) await refusesArgument(() => usage.add(id, [count()]));
    assert.deepEqual(await usage.list('key-1'), []);
  },
  'a range whose days are none is refused': async ({ store: { usage } }) => {
    for (const day of noDayValues) {
      await refusesArgument(() => usage.list('key-1', { from: day } as UsageRange));
      await refusesArgument(() => usage.list('nobody', { to: day } as UsageRange));
    }
  },
});

const adding = casesOf('usage', 'nothing', {
  'batches add up by key, day and operation, in every instance': async ({ store, open }) => {
    const other = count({ keyId: 'key-2', calls: 7 });
    assert.equal(await store.usage.add('batch-1', [count({ calls: 2 }), other]), true);
    assert.equal(await (await open()).usage.add('batch-2', [count({ calls: 3 })]), true);
    assert.deepEqual(await store.usage.list('key-1'), [count({ calls: 5 })]);
    assert.deepEqual(await store.usage.list('key-2'), [other]);
  },
  'counts of the same thing within a batch add up': async ({ store: { usage } }) => {
    await usage.add('batch-1', [count({ calls: 2 }), count({ day: '2026-03-02' }), count({ calls: 4 })]);
    assert.deepEqual(await usage.list('key-1'), [count({ calls: 6 }), count({ day: '2026-03-02' })]);
  },
  'a batch that was added adds nothing again, whatever is in it': async ({ store, open }) => {
    assert.equal(await store.usage.add('batch-1', [count()]), true);
    assert.equal(await store.usage.add('batch-1', [count()]), false);
    assert.equal(await (await open()).usage.add('batch-1', [count({ operation: 'other' })]), false);
    assert.deepEqual(await store.usage.list('key-1'), [count()]);
  },
  'an empty batch is added like any other': async ({ store: { usage } }) => {
    assert.equal(await usage.add('batch-1', []), true);
    assert.equal(await usage.add('batch-1', [count()]), false);
    assert.deepEqual(await usage.list('key-1'), []);
  },
  'the longest batch of the highest counts is added exactly': async ({ store: { usage } }) => {
    const batch = Array.from({ length: MAX_USAGE_COUNTS }, () => count({ calls: 1e9 }));
    for (const id of ['batch-1', 'batch-2']) assert.equal(await usage.add(id, batch), true);
    assert.deepEqual(await usage.list('key-1'), [count({ calls: 2 * MAX_USAGE_COUNTS * 1e9 })]);
  },
});

const listing = casesOf('usage', 'nothing', {
  'counts come oldest day first, then by operation in the order of code points': async ({
    store: { usage },
  }) => {
    const operations = strangeIds.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const expected = ['1999-12-31', '2026-02-28', '2026-03-01'].flatMap((day) =>
      operations.map((operation, index) => count({ day, operation, calls: index + 1 })),
    );
    await usage.add('batch-1', expected.toReversed());
    assert.deepEqual(await usage.list('key-1'), expected);
  },
  'a range has its first and its last day, and may be open on either side': async ({ store: { usage } }) => {
    const days = ['0001-01-01', '2024-02-29', '2026-03-01', '2026-03-02', '9999-12-31'];
    await usage.add(
      'batch-1',
      days.map((day) => count({ day })),
    );
    const listed = async (range?: UsageRange) => (await usage.list('key-1', range)).map(({ day }) => day);
    assert.deepEqual(await listed(), days);
    assert.deepEqual(await listed({}), days);
    assert.deepEqual(await listed({ from: '2024-02-29', to: '2026-03-01' }), days.slice(1, 3));
    assert.deepEqual(await listed({ from: '2026-03-02' }), days.slice(3));
    assert.deepEqual(await listed({ to: '2024-02-29' }), days.slice(0, 2));
    assert.deepEqual(await listed({ from: '2026-03-01', to: '2026-03-01' }), days.slice(2, 3));
    assert.deepEqual(await listed({ from: '2026-03-02', to: '2026-03-01' }), []);
  },
  'every key and every batch is kept apart from every other': async ({ store: { usage } }) => {
    for (const [index, id] of strangeIds.entries()) {
      assert.equal(await usage.add(id, [count({ keyId: id, calls: index + 1 })]), true);
    }
    for (const [index, id] of strangeIds.entries()) {
      assert.equal(await usage.add(id, [count({ keyId: id })]), false);
      assert.deepEqual(await usage.list(id), [count({ keyId: id, calls: index + 1 })]);
    }
  },
});

const races = casesOf('usage', 'nothing', {
  '50 batches at once over the same counts are all added': async (context) => {
    const operations = Array.from({ length: 20 }, (_, index) => `operation-${index + 10}`);
    const results = await race(context, (store, turn) => {
      const batch = operations.map((operation) => count({ operation }));
      return store.usage.add(`batch-${turn}`, turn % 2 === 0 ? batch : batch.toReversed());
    });
    assert.equal(countOf(results, Boolean), 50);
    const expected = operations.map((operation) => count({ operation, calls: 50 }));
    assert.deepEqual(await context.store.usage.list('key-1'), expected);
  },
  'of 50 who add one batch at once, one does': async (context) => {
    for (const id of ['a', 'b', 'c']) {
      const results = await race(context, (store) => store.usage.add(id, [count({ keyId: id })]));
      assert.equal(countOf(results, Boolean), 1);
      assert.deepEqual(await context.store.usage.list(id), [count({ keyId: id })]);
    }
  },
});

const timed = casesOf('usage', 'records', {
  'a batch is remembered for a day, and then swept in bounded steps; its counts stay': async ({
    store,
    clock,
  }) => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) assert.equal(await store.usage.add(id, [count()]), true);
    clock.advance(aDay - 1);
    assert.equal(await store.sweep(), 0);
    for (const id of ids) assert.equal(await store.usage.add(id, [count()]), false);
    clock.advance(1);
    assert.deepEqual([await store.sweep(3), await store.sweep(3), await store.sweep(3)], [3, 2, 0]);
    assert.deepEqual(await store.usage.list('key-1'), [count({ calls: 5 })]);
    assert.equal(await store.usage.add('a', [count()]), true);
  },
});

export const usageCases: readonly ContractCase[] = [...refusals, ...adding, ...listing, ...races, ...timed];
