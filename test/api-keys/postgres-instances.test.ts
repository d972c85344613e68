import { createPostgresStore } from '@portcullis/store-sql';
import { onTestFinished } from 'vitest';
import { createSchema, describeWithPostgres } from '../support/engines.js';
import { testInstances } from './instances.js';

describeWithPostgres('API keys of two instances on one PostgreSQL', (databaseUrl) => {
  testInstances(async () => {
    const { url, drop } = await createSchema(databaseUrl);
    onTestFinished(drop);
    return async () => {
      const secrets = ['a secret of thirty-two bytes or so'];
      const store = createPostgresStore({ url, secrets, poolSize: 4 });
      await store.ready();
      return store;
    };
  });
});
