import { expect, it } from 'vitest';
import { MemoryRateStore } from '../../src/rate-limit/memory-rate-store.js';
import { windowsInStore } from '../../src/rate-limit/rate-windows.js';

it.each([
  ['whose window is about to end', 1000],
  ['whose window goes on', 60_000],
])('tells calls of one tick apart, of a key %s: the first ones get through', async (_name, windowMs) => {
  const windows = windowsInStore(new MemoryRateStore(), windowMs);
  const taken = await Promise.all(Array.from({ length: 8 }, () => windows.take('key-1', 5)));
  expect(taken.map(({ totalHits }) => totalHits)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await windows.close();
});
