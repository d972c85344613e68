import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryStore, type Store } from '@portcullis/store';
import { contractCasesFor, SettableClock, type StoreHarness } from '@portcullis/store/contract';
import { createRedisStore } from '@portcullis/store-redis';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';
import { afterAll, beforeAll, it } from 'vitest';
import {
  createSchema,
  describeWithPostgres,
  describeWithRedis,
  type TestSchema,
  temporaryFolder,
} from '../support/engines.js';
import { redisNames } from '../support/redis-names.js';

const secrets = ['a secret of thirty-two bytes or so'];

/** What is not in Redis, for one case. */
interface DurableData {
  open(clock: SettableClock): Store;
  remove(): Promise<void> | void;
}

/** What a store in Redis changes; the rest is the durable store itself, which is held to all of it elsewhere. */
const changed = /^(marks|counters|store): /;

/** Every case has names of its own in Redis, and every store of a case connections of its own. */
function testContract(url: string, cases: RegExp, makeData: () => DurableData): void {
  const names = redisNames(url);
  let made = 0;
  const harness: StoreHarness = {
    // Marks and counters go by the clock of Redis.
    clock: 'records',
    async make() {
      made += 1;
      const prefix = `${names.prefix}.${made}`;
      const clock = new SettableClock();
      const data = makeData();
      const stores: Store[] = [];
      return {
        clock,
        async open() {
          const store = createRedisStore({ durable: data.open(clock), url, prefix });
          stores.push(store);
          await store.ready();
          return store;
        },
        async close() {
          await Promise.all(stores.map((store) => store.close()));
          await data.remove();
        },
      };
    },
  };

  afterAll(() => names.clear());
  for (const { name, run } of contractCasesFor(harness)) {
    if (cases.test(name)) it(name, () => run(harness));
  }
}

describeWithRedis('the store in memory and Redis keeps the contract', (url) => {
  testContract(url, changed, () => {
    let store: Store | undefined;
    return {
      open(clock) {
        store ??= createMemoryStore({ clock });
        return store;
      },
      remove() {},
    };
  });
});

describeWithRedis('the store on SQLite and Redis keeps the contract', (url) => {
  const template = temporaryFolder();
  const migrated = join(template.path, 'migrated.db');
  beforeAll(async () => {
    const store = createSqliteStore({ file: migrated, secrets });
    await store.ready();
    await store.close();
  });
  afterAll(() => template.remove());

  testContract(url, changed, () => {
    const folder = temporaryFolder();
    const file = join(folder.path, 'store.db');
    copyFileSync(migrated, file);
    return {
      open: (clock) => createSqliteStore({ file, secrets, clock, pollMs: 20, synchronous: 'NORMAL' }),
      remove: () => folder.remove(),
    };
  });
});

describeWithRedis('with Redis', (url) => {
  describeWithPostgres('the store on PostgreSQL and Redis keeps the contract', (databaseUrl) => {
    let schema: TestSchema;
    // Nothing crashes here, so the disk need not be waited for.
    beforeAll(async () => {
      schema = await createSchema(databaseUrl, { synchronous_commit: 'off' });
    });
    afterAll(() => schema.drop());

    testContract(url, /./, () => ({
      open: (clock) => createPostgresStore({ url: schema.url, secrets, clock, pollMs: 20, poolSize: 4 }),
      remove: () => schema.clear(),
    }));
  });
});
