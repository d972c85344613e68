import { randomUUID } from 'node:crypto';
import { createMeter, keyQuota, keyRateLimit } from '@portcullis/limits';
import type { Store } from '@portcullis/store';
import express from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { describeOnEachEngine } from '../support/each-engine.js';
import { until } from '../support/engines.js';
import { keyGuard } from '../support/key-guard.js';
import { serve } from '../support/serve.js';

async function startInstance({ counters, usage }: Store) {
  const meter = createMeter({ usage, operationOf: (req) => req.url, flushSeconds: 3600 });
  const app = express();
  app.use(keyGuard());
  app.use('/limit', keyRateLimit({ planOf: () => ({ limit: 10, windowSeconds: 3600 }), store: counters }));
  app.use('/quota', keyQuota({ quotaOf: () => 10, period: 'day', counters }));
  app.get('/quota/bad', (_req, res) => void res.status(503).json({}));
  app.use(meter.count, (_req, res) => void res.json({}));
  const { url, close } = await serve(app);
  onTestFinished(async () => {
    await close();
    await meter.close();
  });
  return { meter, url };
}

describeOnEachEngine('two instances that count in their store', (openTwo) => {
  async function start() {
    const stores = await openTwo();
    const instances = [await startInstance(stores[0]), await startInstance(stores[1])] as const;
    const key = randomUUID();
    const ask = async (turn: number, path: string) =>
      (await fetch(instances[turn % 2]?.url + path, { headers: { key } })).status;
    /** How many of so many calls at once were answered so, those to the one and those to the other together. */
    const answered = async (status: number, times: number, path: string) => {
      const statuses = await Promise.all(Array.from({ length: times }, (_, turn) => ask(turn, path)));
      return statuses.filter((found) => found === status).length;
    };
    return { key, answered, instances, counters: stores[0].counters };
  }

  it.each(['/limit', '/quota'])('let exactly ten of fifty calls through: %s', async (path) => {
    const { answered } = await start();
    expect(await answered(200, 50, path)).toBe(10);
    expect(await answered(429, 10, path)).toBe(10);
  });

  it('charge success alone', async () => {
    const { answered, counters, key } = await start();
    expect(await answered(503, 8, '/quota/bad')).toBe(8);
    const today = new Date().toISOString().slice(0, 10);
    const charged = async () => (await counters.peek(`quota:${today}:${key}`))?.count;
    await until('all is given back', 5_000, async () => (await charged()) === 0);
  });

  it('count every call once, whoever is asked in the end', async () => {
    const { answered, instances, key } = await start();
    expect(await answered(200, 30, '/read')).toBe(30);
    expect(await answered(200, 20, '/read')).toBe(20);
    await instances[0].meter.flush();
    expect(await instances[1].meter.usageOf(key)).toMatchObject([{ operation: '/read', calls: 50 }]);
  });
});
