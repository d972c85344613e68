import { expect, it } from 'vitest';
import { periodAt } from '../../src/quota/quota-period.js';

const utc = Date.UTC;

it.each([
  ['day', utc(2026, 10, 21), '2026-11-21', utc(2026, 10, 21), utc(2026, 10, 22)],
  ['day', utc(2026, 11, 31, 23, 59, 59, 999), '2026-12-31', utc(2026, 11, 31), utc(2027, 0, 1)],
  ['day', utc(2028, 1, 29, 12), '2028-02-29', utc(2028, 1, 29), utc(2028, 2, 1)],
  ['month', utc(2026, 10, 21), '2026-11', utc(2026, 10, 1), utc(2026, 11, 1)],
  ['month', utc(2026, 11, 31, 23, 59, 59, 999), '2026-12', utc(2026, 11, 1), utc(2027, 0, 1)],
  ['month', utc(2028, 1, 1), '2028-02', utc(2028, 1, 1), utc(2028, 2, 1)],
] as const)('knows the %s of %i', (period, now, name, beginsAt, endsAt) => {
  expect(periodAt(period, now)).toEqual({ name, beginsAt, endsAt });
});
