// A server of its own process, as an app with limits is: keys and usage in SQLite, counts in Redis. On SIGTERM it ends its
// requests, writes what is left and closes; nothing ends the process but that nothing is left to do.
import { apiKey, createApiKeys } from '@portcullis/api-key';
import { createMeter, keyQuota, keyRateLimit } from '@portcullis/limits';
import { redisRateLimitStore } from '@portcullis/limits/redis';
import { createRedisStore } from '@portcullis/store-redis';
import { createSqliteStore } from '@portcullis/store-sql';
import express from 'express';

const { file, secrets, peppers, redis } = JSON.parse(process.argv[2]);
const store = createRedisStore({
  durable: createSqliteStore({ file, secrets, timeoutMs: 15_000 }),
  ...redis,
});
await store.ready();
const { counters } = store;

const keys = createApiKeys({ store, prefix: 'bank', peppers });
const application = apiKey({ keys, issuer: 'https://login.example' });
const planOf = (principal) => application.keyOf(principal).metadata.plan;
const byRedis = redisRateLimitStore({ redis: store, prefix: `${redis.prefix}:limit:` });
const meter = createMeter({ usage: store.usage, operationOf: (req) => req.url, flushSeconds: 3600 });

const app = express();
app.use(application);
app.use('/counters', keyRateLimit({ planOf, store: counters }));
app.use('/rate-limit-redis', keyRateLimit({ planOf, store: byRedis }));
app.use('/quota', keyQuota({ quotaOf: () => 10, period: 'month', counters }));
app.get('/quota/bad', (_req, res) => res.status(500).json({}));
app.use(meter.count);
app.use((_req, res) => res.json({}));

const server = app.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` }),
);
process.once('SIGTERM', () => {
  process.disconnect();
  server.close(async () => {
    await meter.close();
    await keys.close();
    await store.close();
  });
});
