import { join } from 'node:path';
import { createPrincipal, defineGuard, type Scheme } from '@portcullis/core';
import { createMeter, keyQuota, keyRateLimit, type Meter } from '@portcullis/limits';
import type { Store } from '@portcullis/store';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';
import express from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createSchema,
  describeWithPostgres,
  type TestSchema,
  temporaryFolder,
  until,
} from '../support/engines.js';
import { type Served, serve } from '../support/serve.js';

const secrets = ['a secret of thirty-two bytes or so'];
const timeoutMs = 15_000;

const scheme: Scheme = {
  kind: 'apiKey',
  slot: 'header key',
  authenticate: ({ headers: { key } }) =>
    createPrincipal(
      { kind: 'apiKey', id: String(key), client: { id: 'app-1', issuer: 'https://login.example' } },
      scheme,
    ),
  challenges: () => ['ApiKey'],
};

interface Instance {
  readonly store: Store;
  readonly meter: Meter;
  readonly app: Served;
}

/** Without Redis the durable store counts. @param open gives a further store on the same data. */
function testTwoInstances(open: () => Store): void {
  let instances: readonly Instance[];

  beforeEach(async () => {
    instances = await Promise.all([1, 2].map(startInstance));
  });
  afterEach(async () => {
    for (const { app, meter, store } of instances) {
      await app.close();
      await meter.close();
      await store.close();
    }
  });

  async function startInstance(): Promise<Instance> {
    const store = open();
    await store.ready();
    const { counters, usage } = store;
    const meter = createMeter({ usage, operationOf: (req) => req.url, flushSeconds: 3600 });
    const app = express();
    app.use(defineGuard('keyGuard', scheme));
    app.use('/limit', keyRateLimit({ planOf: () => ({ limit: 10, windowSeconds: 3600 }), store: counters }));
    app.use('/quota', keyQuota({ quotaOf: () => 10, period: 'day', counters }));
    app.get('/quota/bad', (_req, res) => void res.status(503).json({}));
    app.use(meter.count, (_req, res) => void res.json({}));
    return { store, meter, app: await serve(app) };
  }

  async function askBoth(times: number, path: string): Promise<readonly number[]> {
    const ask = async (turn: number) =>
      (await fetch(instances[turn % 2]?.app.url + path, { headers: { key: `key-${path}` } })).status;
    return Promise.all(Array.from({ length: times }, (_, turn) => ask(turn)));
  }
  const successes = async (times: number, path: string) =>
    (await askBoth(times, path)).filter((status) => status === 200).length;

  it.each(['/limit', '/quota'])('let exactly ten of fifty calls through: %s', async (path) => {
    expect(await successes(50, path)).toBe(10);
    expect(await successes(10, path)).toBe(0);
  });

  it('charge success alone', async () => {
    expect(new Set(await askBoth(8, '/quota/bad'))).toEqual(new Set([503]));
    const refunded = (store: Store) =>
      store.counters.peek(`quota:${new Date().toISOString().slice(0, 10)}:key-/quota/bad`);
    await until('all is given back', 5_000, async () => (await refunded(instances[0]!.store))?.count === 0);
  });

  it('count every call once, whoever is asked in the end', async () => {
    expect(await successes(30, '/read')).toBe(30);
    expect(await successes(20, '/read')).toBe(20);
    const [one, other] = instances;
    await one!.meter.flush();
    expect(await other!.meter.usageOf('key-/read')).toMatchObject([{ operation: '/read', calls: 50 }]);
  });
}

describe('two instances on SQLite', () => {
  const folder = temporaryFolder();
  let files = 0;
  let file: string;
  beforeEach(() => {
    file = join(folder.path, `${++files}.db`);
  });
  afterAll(folder.remove);
  testTwoInstances(() => createSqliteStore({ file, secrets, timeoutMs }));
});

describeWithPostgres('two instances on PostgreSQL', (url) => {
  let schema: TestSchema;
  beforeAll(async () => {
    schema = await createSchema(url, { synchronous_commit: 'off' });
  });
  afterEach(() => schema.clear());
  afterAll(() => schema.drop());
  testTwoInstances(() => createPostgresStore({ url: schema.url, secrets, timeoutMs, poolSize: 4 }));
});
