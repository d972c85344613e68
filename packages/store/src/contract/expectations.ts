import assert from 'node:assert/strict';
import type { Eventually } from '@portcullis/core';

/** The value, which must be there. */
export function present<T>(value: T | undefined): T {
  assert.notEqual(value, undefined, 'expected a value, got undefined');
  return value as T;
}

/** The step must throw or reject with a `TypeError`, whichever way the store does it. */
export async function refusesArgument(step: () => Eventually<unknown>): Promise<void> {
  await assert.rejects(async () => step(), TypeError);
}

/** How many of the results are so. */
export function countOf<T>(results: readonly T[], isSo: (result: T, turn: number) => boolean): number {
  return results.filter(isSo).length;
}
