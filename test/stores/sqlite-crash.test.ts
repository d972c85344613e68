import { join } from 'node:path';
import { createSqliteStore } from '@portcullis/store-sql';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/engines.js';
import { type CrashSite, crashSecrets, runUntilKilled, testCrashes } from './crash.js';

describe('processes that die in the midst of their work on a SQLite file', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  const siteOf = (name: string): CrashSite => {
    const file = join(folder.path, name);
    return {
      target: () => ({ file }),
      async open() {
        const store = createSqliteStore({ file, secrets: crashSecrets });
        await store.ready();
        return store;
      },
    };
  };

  testCrashes(siteOf('store.db'));

  it('leave a schema that the next one brings up', async () => {
    const site = siteOf('migrating.db');
    for (const killAt of [2, 6, 7, 12, 25, 31]) {
      expect(await runUntilKilled(site, 'migrating', killAt, false)).toEqual({
        killed: true,
        acknowledged: [],
      });
    }
    const store = await site.open();
    expect(await store.users.list()).toEqual([]);
    await store.close();
  });
});
