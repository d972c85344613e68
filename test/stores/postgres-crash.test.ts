import { createPostgresStore } from '@portcullis/store-sql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSchema, describeWithPostgres, type TestSchema } from '../support/engines.js';
import { type CrashSite, crashSecrets, runUntilKilled, testCrashes } from './crash.js';

describeWithPostgres('processes that die in the midst of their work on PostgreSQL', (url) => {
  let schema: TestSchema;
  let fresh: TestSchema;
  beforeAll(async () => {
    schema = await createSchema(url, { synchronous_commit: 'off' });
    fresh = await createSchema(url, { synchronous_commit: 'off' });
  });
  afterAll(() => Promise.all([schema.drop(), fresh.drop()]));

  const siteOf = (of: () => TestSchema): CrashSite => ({
    target: () => ({ url: of().url }),
    async open() {
      const store = createPostgresStore({ url: of().url, secrets: crashSecrets, poolSize: 3 });
      await store.ready();
      return store;
    },
  });

  testCrashes(siteOf(() => schema));

  it('leave a schema that the next one brings up', async () => {
    const site = siteOf(() => fresh);
    for (const killAt of [2, 4, 6, 12, 25]) {
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
