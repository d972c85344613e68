import { join } from 'node:path';
import { createSqliteStore } from '@portcullis/store-sql';
import { afterAll, describe } from 'vitest';
import { temporaryFolder } from '../support/engines.js';
import { testPropagation } from './propagation.js';

describe('several processes on one SQLite file', () => {
  const folder = temporaryFolder();
  const options = { file: join(folder.path, 'store.db'), secrets: ['a secret of thirty-two bytes or so'] };
  afterAll(() => folder.remove());

  testPropagation(
    () => options,
    async () => {
      const store = createSqliteStore(options);
      await store.ready();
      return store;
    },
  );
});
