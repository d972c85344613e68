import { afterAll, beforeAll } from 'vitest';
import { createSchema, describeWithPostgres, type TestSchema } from '../support/engines.js';
import { testEightProcesses } from './eight-processes.js';

describeWithPostgres('eight processes on one PostgreSQL schema', (url) => {
  let schema: TestSchema;
  beforeAll(async () => {
    schema = await createSchema(url, { synchronous_commit: 'off' });
  });
  afterAll(() => schema.drop());
  testEightProcesses({
    options: () => ({ url: schema.url, secrets: ['a secret of thirty-two bytes or so'], poolSize: 3 }),
    migrations: async () =>
      (await schema.query('SELECT number::int FROM portcullis_migration')).map(({ number }) =>
        Number(number),
      ),
  });
});
