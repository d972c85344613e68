import { join } from 'node:path';
import { createMemoryStore, type Store } from '@portcullis/store';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';
import { afterAll, beforeAll, describe } from 'vitest';
import { createSchema, describeWithPostgres, type TestSchema, temporaryFolder } from '../support/engines.js';

const secrets = ['a secret of thirty-two bytes or so'];

/** The same tests on a store in memory, in SQLite and in PostgreSQL. The store is there once the tests begin. */
export function describeOnEachStore(title: string, tests: (store: () => Store) => void): void {
  describe(`${title}, memory`, () => withStore(() => createMemoryStore(), tests));

  describe(`${title}, SQLite`, () => {
    const folder = temporaryFolder();
    afterAll(() => folder.remove());
    withStore(() => createSqliteStore({ file: join(folder.path, 'flows.db'), secrets }), tests);
  });

  describeWithPostgres(`${title}, PostgreSQL`, (url) => {
    let schema: TestSchema;
    beforeAll(async () => {
      schema = await createSchema(url, { synchronous_commit: 'off' });
    });
    afterAll(() => schema.drop());
    withStore(() => createPostgresStore({ url: schema.url, secrets, poolSize: 4 }), tests);
  });
}

function withStore(open: () => Store, tests: (store: () => Store) => void): void {
  let store: Store;
  beforeAll(async () => {
    store = open();
    await store.ready();
  });
  // Hooks of the end run last to first: what the tests began ends before the store.
  afterAll(() => store.close());
  tests(() => store);
}
