import type { Store } from '@portcullis/store';
import { contractCasesFor, SettableClock, type StoreHarness } from '@portcullis/store/contract';
import { createPostgresStore } from '@portcullis/store-sql';
import { afterAll, beforeAll, it } from 'vitest';
import { createSchema, describeWithPostgres, type TestSchema } from '../support/engines.js';

describeWithPostgres('the store on PostgreSQL keeps the contract', (url) => {
  let schema: TestSchema;
  // Nothing crashes here, so the disk need not be waited for.
  beforeAll(async () => {
    schema = await createSchema(url, { synchronous_commit: 'off' });
  });
  afterAll(() => schema.drop());

  /** One schema, emptied for each case; every store of a case has a pool of its own. */
  const harness: StoreHarness = {
    clock: 'all',
    async make() {
      const clock = new SettableClock();
      const stores: Store[] = [];
      return {
        clock,
        async open() {
          const secrets = ['a secret of thirty-two bytes or so'];
          const patience = { timeoutMs: 15_000, staleAfterMs: 60_000, pollMs: 20 };
          const store = createPostgresStore({ url: schema.url, secrets, clock, poolSize: 4, ...patience });
          stores.push(store);
          await store.ready();
          return store;
        },
        async close() {
          await Promise.all(stores.map((store) => store.close()));
          await schema.clear();
        },
      };
    },
  };

  for (const { name, run } of contractCasesFor(harness)) it(name, () => run(harness));
});
