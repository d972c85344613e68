// A process of its own with a store: opens it, then makes the calls that come as messages, all those of one message
// at once. Uses the built packages, as an app does.
import { createRedisStore } from '@portcullis/store-redis';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';

const { url, redis, ...options } = JSON.parse(process.argv[2] ?? '{}');
const durable = url === undefined ? createSqliteStore(options) : createPostgresStore({ url, ...options });
const store = redis === undefined ? durable : createRedisStore({ durable, ...redis });

process.on('message', async ({ id, calls }) => {
  process.send({ id, answers: await Promise.all(calls.map(answer)) });
});
process.once('disconnect', () => store.close());

async function answer([part, method, ...values]) {
  try {
    return { value: await store[part][method](...values) };
  } catch (error) {
    return { error: { name: error.name, message: error.message, status: error.status } };
  }
}

try {
  await store.ready();
  process.send({ ready: true });
} catch (error) {
  process.send({ ready: false, message: error.message });
}
