import type { ListOptions } from './managed-record.js';

const defaultLimit = 100;
const highestLimit = 1000;
const defaultSweepLimit = 1000;

/** How many records a page may have. @throws TypeError unless it is 1 to 1000. */
export function listLimit({ limit = defaultLimit }: ListOptions): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= highestLimit) return limit;
  throw new TypeError(`Cannot list records: limit must be a whole number from 1 to ${highestLimit}`);
}

/** How many rows a sweep may remove. @throws TypeError unless it is a whole number above 0. */
export function sweepLimit(limit = defaultSweepLimit): number {
  if (Number.isSafeInteger(limit) && limit >= 1) return limit;
  throw new TypeError('Cannot sweep the store: limit must be a whole number above 0');
}
