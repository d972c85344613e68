import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '@portcullis/store';
import { contractCasesFor, SettableClock, type StoreHarness } from '@portcullis/store/contract';
import { createSqliteStore } from '@portcullis/store-sql';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { temporaryFolder } from '../support/engines.js';

const secrets = ['a secret of thirty-two bytes or so'];
const template = temporaryFolder();
const migrated = join(template.path, 'migrated.db');

beforeAll(async () => {
  const store = createSqliteStore({ file: migrated, secrets });
  await store.ready();
  await store.close();
});

afterAll(() => template.remove());

/** Each case has a file of its own, and every store of a case a connection of its own. */
const harness: StoreHarness = {
  clock: 'all',
  async make() {
    const clock = new SettableClock();
    const folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    copyFileSync(migrated, file);
    const stores: Store[] = [];
    return {
      clock,
      async open() {
        const patience = { timeoutMs: 15_000, staleAfterMs: 60_000, pollMs: 20 };
        const store = createSqliteStore({ file, secrets, clock, synchronous: 'NORMAL', ...patience });
        stores.push(store);
        await store.ready();
        return store;
      },
      async close() {
        await Promise.all(stores.map((store) => store.close()));
        folder.remove();
      },
    };
  },
};

describe('the store on SQLite keeps the contract', () => {
  for (const { name, run } of contractCasesFor(harness)) it(name, () => run(harness));
});
