import { join } from 'node:path';
import { createSqliteStore } from '@portcullis/store-sql';
import { describe, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/engines.js';
import { testInstances } from './instances.js';

describe('API keys of two instances on one SQLite file', () => {
  testInstances(async () => {
    const folder = temporaryFolder();
    onTestFinished(() => folder.remove());
    const file = join(folder.path, 'keys.db');
    return async () => {
      const secrets = ['a secret of thirty-two bytes or so'];
      const store = createSqliteStore({ file, secrets, synchronous: 'NORMAL' });
      await store.ready();
      return store;
    };
  });
});
