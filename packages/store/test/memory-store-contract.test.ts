import { contractCasesFor, SettableClock, type StoreHarness } from '@portcullis/store/contract';
import { describe, it } from 'vitest';
import { createMemoryStore } from '../src/index.js';

const harness: StoreHarness = {
  clock: 'all',
  async make() {
    const clock = new SettableClock();
    const store = createMemoryStore({ clock });
    return { clock, open: async () => store, close: () => store.close() };
  },
};

describe('the memory store keeps the contract', () => {
  for (const { name, run } of contractCasesFor(harness)) it(name, () => run(harness));
});
