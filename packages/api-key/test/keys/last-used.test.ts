import type { ApiKeyUse } from '@portcullis/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLastUsed } from '../../src/keys/last-used.js';
import { createRegistry, issueKey } from '../support/registry.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A store that remembers what it was given, and fails as long as it is told to. */
function recorder() {
  const written: (readonly ApiKeyUse[])[] = [];
  const store = { fails: false };
  const records = {
    async touch(uses: readonly ApiKeyUse[]) {
      if (store.fails) throw new Error('The store is away');
      written.push(uses);
    },
  };
  return { written, store, records };
}

describe('createLastUsed', () => {
  it('writes many uses at once, after some time, and the newest of each key', async () => {
    const { written, records } = recorder();
    const uses = createLastUsed(records, 30_000);
    uses.used('one', 1);
    uses.used('two', 2);
    uses.used('one', 3);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(written).toEqual([
      [
        { id: 'one', usedAt: 3 },
        { id: 'two', usedAt: 2 },
      ],
    ]);
    await vi.advanceTimersByTimeAsync(90_000);
    expect(written).toHaveLength(1);
    uses.used('one', 4);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(written).toHaveLength(2);
  });

  it('gives the store no more than 1000 at a time', async () => {
    const { written, records } = recorder();
    const uses = createLastUsed(records, 30_000);
    for (let index = 0; index < 2500; index++) uses.used(`key-${index}`, index);
    await uses.flush();
    expect(written.map(({ length }) => length)).toEqual([1000, 1000, 500]);
  });

  it('keeps what the store did not take, without another timer of its own, and newer uses before older', async () => {
    const { written, store, records } = recorder();
    const uses = createLastUsed(records, 30_000);
    store.fails = true;
    uses.used('one', 1);
    uses.used('two', 2);
    const flushed = uses.flush();
    uses.used('one', 5);
    await expect(flushed).rejects.toThrow('The store is away');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(written).toEqual([]);
    store.fails = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(written).toEqual([
      [
        { id: 'one', usedAt: 5 },
        { id: 'two', usedAt: 2 },
      ],
    ]);
  });

  it('loses nothing at a clean stop, though a write is under way', async () => {
    const { written, records } = recorder();
    const uses = createLastUsed(records, 30_000);
    uses.used('one', 1);
    const flushed = uses.flush();
    uses.used('two', 2);
    await uses.close();
    await flushed;
    expect(written.flat()).toEqual([
      { id: 'one', usedAt: 1 },
      { id: 'two', usedAt: 2 },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says at a stop that the store does not take it, and can be asked again', async () => {
    const { written, store, records } = recorder();
    const uses = createLastUsed(records, 30_000);
    store.fails = true;
    uses.used('one', 1);
    await expect(uses.close()).rejects.toThrow('The store is away');
    expect(vi.getTimerCount()).toBe(0);
    store.fails = false;
    await uses.close();
    expect(written.flat()).toEqual([{ id: 'one', usedAt: 1 }]);
  });
});

it('a registry writes uses without a new version or a change to be heard', async () => {
  const { keys, store, clock } = createRegistry();
  const { key } = await issueKey(keys);
  keys.used(key.id, clock.now());
  await keys.close();
  expect(await keys.get(key.id)).toEqual({ ...key, lastUsedAt: clock.now() });
  expect(store.revocations.changeOf({ issuer: 'any', keyId: key.id })).toBe(0);
});
