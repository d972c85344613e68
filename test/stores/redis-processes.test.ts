import { afterAll, beforeAll } from 'vitest';
import {
  createSchema,
  describeWithPostgres,
  describeWithRedis,
  type TestSchema,
} from '../support/engines.js';
import { redisNames } from '../support/redis-names.js';
import { testEightProcesses } from './eight-processes.js';

describeWithRedis('with Redis', (url) => {
  describeWithPostgres('eight processes on one PostgreSQL schema and one Redis', (databaseUrl) => {
    const names = redisNames(url);
    let schema: TestSchema;
    beforeAll(async () => {
      schema = await createSchema(databaseUrl);
    });
    afterAll(async () => {
      await schema.drop();
      await names.clear();
    });

    testEightProcesses({
      options: () => ({
        url: schema.url,
        secrets: ['a secret of thirty-two bytes or so'],
        poolSize: 3,
        redis: { url, prefix: names.prefix },
      }),
      migrations: async () =>
        (await schema.query('SELECT number::int FROM portcullis_migration')).map(({ number }) =>
          Number(number),
        ),
    });
  });
});
