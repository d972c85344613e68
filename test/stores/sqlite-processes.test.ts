import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe } from 'vitest';
import { temporaryFolder } from '../support/engines.js';
import { testEightProcesses } from './eight-processes.js';

describe('eight processes on one SQLite file', () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'store.db');
  afterAll(() => folder.remove());
  testEightProcesses({
    options: () => ({ file, secrets: ['a secret of thirty-two bytes or so'] }),
    async migrations() {
      const database = new Database(file);
      const rows = database.prepare('SELECT number FROM portcullis_migration').raw(true).all([]);
      database.close();
      return (rows as number[][]).map(([number = 0]) => number);
    },
  });
});
