import { join } from 'node:path';
import { createMemoryStore, type Store } from '@portcullis/store';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { createSchema, describeWithPostgres, type TestSchema, temporaryFolder } from './engines.js';

/** Two stores on the same data, as two servers have them; in memory they are one. They are closed with the test. */
export type OpenTwo = () => Promise<readonly [Store, Store]>;

const secrets = ['a secret of thirty-two bytes or so'];

/** The same tests in memory, on SQLite and on PostgreSQL. The tests of an engine share its data: ids have to be their own. */
export function describeOnEachEngine(title: string, tests: (openTwo: OpenTwo) => void): void {
  describeEngines(title, (open, opensSameData) => {
    tests(async () => {
      const one = open();
      const other = opensSameData ? open() : one;
      onTestFinished(async () => {
        await Promise.all([one.close(), other.close()]);
      });
      await Promise.all([one.ready(), other.ready()]);
      return [one, other];
    });
  });
}

/** As `describeOnEachEngine`, with one store for all tests of an engine. It is there once they begin. */
export function describeOnEachStore(title: string, tests: (store: () => Store) => void): void {
  describeEngines(title, (open) => {
    let store: Store;
    beforeAll(async () => {
      store = open();
      await store.ready();
    });
    // Hooks of the end run last to first: what the tests began ends before the store.
    afterAll(() => store.close());
    tests(() => store);
  });
}

function describeEngines(title: string, tests: (open: () => Store, opensSameData: boolean) => void): void {
  describe(`${title} in memory`, () => tests(() => createMemoryStore(), false));

  describe(`${title} on SQLite`, () => {
    const folder = temporaryFolder();
    afterAll(() => folder.remove());
    const file = join(folder.path, 'issuer.db');
    tests(() => createSqliteStore({ file, secrets, synchronous: 'NORMAL' }), true);
  });

  describeWithPostgres(`${title} on PostgreSQL`, (url) => {
    let schema: TestSchema;
    // Nothing crashes here, so the disk need not be waited for.
    beforeAll(async () => {
      schema = await createSchema(url, { synchronous_commit: 'off' });
    });
    afterAll(() => schema.drop());
    tests(() => createPostgresStore({ url: schema.url, secrets, poolSize: 4 }), true);
  });
}
