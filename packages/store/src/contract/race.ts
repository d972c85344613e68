import { setTimeout } from 'node:timers/promises';
import type { Eventually } from '@portcullis/core';
import type { Store } from '../store.js';
import type { CaseContext } from './cases-of.js';

const instances = 4;
const turns = 50;
const patienceMs = 5_000;

/** Takes a step 50 times at once, spread over four instances on the same data; gives the results in turn. */
export async function race<T>(
  context: CaseContext,
  step: (store: Store, turn: number) => Eventually<T>,
): Promise<readonly T[]> {
  const stores = [context.store];
  while (stores.length < instances) stores.push(await context.open());
  return Promise.all(
    Array.from({ length: turns }, async (_, turn) => step(stores[turn % instances] ?? context.store, turn)),
  );
}

/** Waits until another instance has heard of something. */
export async function eventually(what: string, check: () => Eventually<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`Not so after ${patienceMs} ms: ${what}`);
    await setTimeout(5);
  }
}
