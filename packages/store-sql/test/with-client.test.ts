import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import type { PostgresClient, PostgresPool } from '../src/index.js';
import { withClient } from '../src/postgres/with-client.js';

/** A connection that only remembers how it was given back. */
class FakeClient extends EventEmitter implements PostgresClient {
  readonly released: (boolean | undefined)[] = [];
  query(): Promise<{ rows: unknown[] }> {
    return Promise.resolve({ rows: [] });
  }
  release(destroy?: boolean): void {
    this.released.push(destroy);
  }
}

class FakePool extends EventEmitter implements PostgresPool {
  readonly #connection: Promise<PostgresClient>;
  constructor(connection: Promise<PostgresClient>) {
    super();
    this.#connection = connection;
  }
  connect(): Promise<PostgresClient> {
    return this.#connection;
  }
  async end(): Promise<void> {}
}

let client: FakeClient;
let pool: FakePool;

beforeEach(() => {
  client = new FakeClient();
  pool = new FakePool(Promise.resolve(client));
});

it('ends a connection on which the work failed', async () => {
  const broken = new Error('broken');
  await expect(withClient(pool, 1_000, () => Promise.reject(broken))).rejects.toBe(broken);
  expect(client.released).toEqual([true]);
});

it('ends a connection that does not answer in time, once', async () => {
  let answer = (_value: string): void => {};
  const late = new Promise<string>((resolve) => {
    answer = resolve;
  });
  await expect(withClient(pool, 10, () => late)).rejects.toMatchObject({
    status: 503,
    message: 'PostgreSQL failed: no answer within 10 ms',
  });
  answer('too late');
  await setTimeout(1);
  expect(client.released).toEqual([true]);
});

it('does no work on a connection that comes too late, and gives it back', async () => {
  let connect = (_client: PostgresClient): void => {};
  pool = new FakePool(
    new Promise((resolve) => {
      connect = resolve;
    }),
  );
  let worked = false;
  const asked = withClient(pool, 10, async () => {
    worked = true;
  });
  await expect(asked).rejects.toMatchObject({ status: 503 });
  connect(client);
  await setTimeout(1);
  expect(worked).toBe(false);
  expect(client.released).toEqual([false]);
});

it('says why there is no connection', async () => {
  pool = new FakePool(Promise.reject(Object.assign(new Error(''), { code: 'ECONNREFUSED' })));
  await expect(withClient(pool, 1_000, async () => 1)).rejects.toMatchObject({
    status: 503,
    message: 'PostgreSQL failed: ECONNREFUSED',
    cause: { code: 'ECONNREFUSED' },
  });
});

it('survives a connection that breaks while it is in use', async () => {
  const result = await withClient(pool, 1_000, async () => {
    client.emit('error', new Error('terminating connection'));
    return 'done';
  });
  expect(result).toBe('done');
  expect(client.released).toEqual([false]);
  expect(client.listenerCount('error')).toBe(0);
});
