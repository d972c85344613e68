import { createMemoryStore } from '@portcullis/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RateLimitStore, windowsInCounters, windowsInStore } from '../../src/rate-limit/rate-windows.js';

const now = Date.UTC(2030, 0, 1);
const windowMs = 10_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('windowsInStore', () => {
  function create(totalHits: number, resetTime: Date | undefined) {
    const store = { increment: vi.fn(() => ({ totalHits, resetTime })), decrement: vi.fn() };
    return { store, windows: windowsInStore(store satisfies RateLimitStore, windowMs) };
  }

  it.each([
    ['over the limit', 6, 5000, 1],
    ['within the limit', 5, 5000, 0],
    ['over the limit, where the window ends before the store hears of it', 6, 1000, 0],
    ['over the limit, where the window is over by now', 6, -1, 0],
  ])('takes back a call that is %s: %i hits, %i ms left', async (_name, hits, left, times) => {
    const { store, windows } = create(hits, new Date(now + left));
    expect(await windows.take('key-1', 5)).toEqual({ totalHits: hits, resetTime: new Date(now + left) });
    expect(store.decrement).toHaveBeenCalledTimes(times);
  });

  it('takes the whole window where the store does not know its end', async () => {
    const { windows } = create(1, undefined);
    expect(await windows.take('key-1', 5)).toEqual({ totalHits: 1, resetTime: new Date(now + windowMs) });
  });

  it('bears a store that does not take a call back, does not begin, and has nothing to end', async () => {
    const down = () => Promise.reject(new Error('Down'));
    const resetTime = new Date(now + windowMs);
    const increment = () => ({ totalHits: 6, resetTime });
    const windows = windowsInStore({ init: down, increment, decrement: down }, windowMs);
    expect(await windows.take('key-1', 5)).toEqual({ totalHits: 6, resetTime });
    await windows.close();
  });
});

describe('windowsInCounters', () => {
  it('counts under the prefix, within the limit alone', async () => {
    const { counters } = createMemoryStore();
    const windows = windowsInCounters(counters, 'calls:10:', windowMs);
    const resetTime = new Date(now + windowMs);
    const found = [];
    for (let call = 0; call < 4; call++) found.push(await windows.take('key-1', 2));
    expect(found.map(({ totalHits }) => totalHits)).toEqual([1, 2, 3, 3]);
    expect(found.every((taken) => taken.resetTime.getTime() === resetTime.getTime())).toBe(true);
    expect(counters.peek('calls:10:key-1')).toMatchObject({ count: 2 });
    expect((await windows.take('key-1', 1)).totalHits).toBe(2);
    await windows.close();
  });
});
