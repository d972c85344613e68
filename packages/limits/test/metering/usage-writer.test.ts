import { ServiceUnavailableError } from '@portcullis/core';
import { createMemoryStore, MAX_USAGE_COUNTS, type UsageCount } from '@portcullis/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createUsageWriter } from '../../src/metering/usage-writer.js';

const everyMs = 5000;
const day = '2026-11-21';
const down = new ServiceUnavailableError('Down', { reason: 'store_unavailable' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A store that can be away: before it wrote, or after it. */
function createUsage() {
  const { usage } = createMemoryStore();
  const sent: { readonly id: string; readonly counts: readonly UsageCount[] }[] = [];
  const state: { away: 'no' | 'before' | 'after' } = { away: 'no' };
  return {
    sent,
    state,
    async add(id: string, counts: readonly UsageCount[]) {
      sent.push({ id, counts });
      if (state.away === 'before') throw down;
      const isNew = await usage.add(id, counts);
      if (state.away === 'after') throw down;
      return isNew;
    },
    async callsOf(keyId: string) {
      return (await usage.list(keyId)).map(({ operation, calls }) => `${operation} ${calls}`);
    },
  };
}

it.each(['before', 'after'] as const)(
  'sends a batch again under its id when the store failed %s it wrote, and counts it once',
  async (away) => {
    const usage = createUsage();
    const writer = createUsageWriter(usage, everyMs);
    usage.state.away = away;
    writer.count('key-1', day, 'read');
    await expect(writer.flush()).rejects.toBe(down);
    writer.count('key-1', day, 'read');
    await expect(writer.flush()).rejects.toBe(down);
    usage.state.away = 'no';
    await writer.flush();
    expect(await usage.callsOf('key-1')).toEqual(['read 2']);
    const ids = usage.sent.map(({ id }) => id);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(new Set(ids).size).toBe(2);
    await writer.close();
  },
);

it('writes by itself, many calls at once, and tries again after a failure', async () => {
  const usage = createUsage();
  const writer = createUsageWriter(usage, everyMs);
  for (let call = 0; call < 100; call++) writer.count('key-1', day, 'read');
  expect(usage.sent).toEqual([]);
  usage.state.away = 'before';
  await vi.advanceTimersByTimeAsync(everyMs);
  expect(usage.sent).toHaveLength(1);
  usage.state.away = 'no';
  await vi.advanceTimersByTimeAsync(everyMs);
  expect(await usage.callsOf('key-1')).toEqual(['read 100']);
  await vi.advanceTimersByTimeAsync(10 * everyMs);
  expect(usage.sent).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});

it('merges calls while the store is away, and keeps no more than it must', async () => {
  const usage = createUsage();
  const writer = createUsageWriter(usage, everyMs);
  usage.state.away = 'before';
  for (let round = 0; round < 20; round++) {
    for (let call = 0; call < 50; call++) writer.count('key-1', day, call % 2 === 0 ? 'read' : 'write');
    await vi.advanceTimersByTimeAsync(everyMs);
  }
  usage.state.away = 'no';
  await writer.close();
  expect(await usage.callsOf('key-1')).toEqual(['read 500', 'write 500']);
  expect(new Set(usage.sent.map(({ id }) => id)).size).toBe(2);
});

it('writes no more counts in a batch than a store takes', async () => {
  const usage = createUsage();
  const writer = createUsageWriter(usage, everyMs);
  for (let key = 0; key <= 2 * MAX_USAGE_COUNTS; key++) writer.count(`key-${key}`, day, 'read');
  await writer.flush();
  expect(usage.sent.map(({ counts }) => counts.length)).toEqual([MAX_USAGE_COUNTS, MAX_USAGE_COUNTS, 1]);
  await writer.close();
});

it('sends what was written no second time when a later batch fails', async () => {
  const usage = createUsage();
  const writer = createUsageWriter(usage, everyMs);
  for (let key = 0; key < 2 * MAX_USAGE_COUNTS; key++) writer.count(`key-${key}`, day, 'read');
  const add = vi.spyOn(usage, 'add');
  add.mockImplementationOnce(async () => true).mockRejectedValueOnce(down);
  await expect(writer.flush()).rejects.toBe(down);
  await writer.flush();
  expect(add.mock.calls.map(([id]) => id)).toEqual([
    add.mock.calls[0]?.[0],
    add.mock.calls[1]?.[0],
    add.mock.calls[1]?.[0],
  ]);
  await writer.close();
});

it('keeps what it could not write at the end, for another try', async () => {
  const usage = createUsage();
  const writer = createUsageWriter(usage, everyMs);
  writer.count('key-1', day, 'read');
  usage.state.away = 'after';
  await expect(writer.close()).rejects.toBe(down);
  expect(vi.getTimerCount()).toBe(0);
  usage.state.away = 'no';
  await writer.close();
  expect(await usage.callsOf('key-1')).toEqual(['read 1']);
});

it('counts what comes while it writes', async () => {
  const usage = createUsage();
  const writer = createUsageWriter(usage, everyMs);
  writer.count('key-1', day, 'read');
  const flushed = writer.flush();
  writer.count('key-1', day, 'read');
  const again = writer.flush();
  writer.count('key-1', day, 'read');
  await Promise.all([flushed, again, writer.close()]);
  expect(await usage.callsOf('key-1')).toEqual(['read 3']);
});

it.each([
  ['key-1', ''],
  ['key-1', 'x'.repeat(10_000)],
  ['key-1', 'nul \0'],
  ['', 'read'],
])('refuses %j, %j, which would hold up all others', async (keyId, operation) => {
  const usage = createUsage();
  const writer = createUsageWriter(usage, everyMs);
  expect(() => writer.count(keyId, day, operation)).toThrow(TypeError);
  writer.count('key-2', day, 'read');
  await writer.close();
  expect(usage.sent).toMatchObject([{ counts: [{ keyId: 'key-2', day, operation: 'read', calls: 1 }] }]);
});
