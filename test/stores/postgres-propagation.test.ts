import { setTimeout } from 'node:timers/promises';
import type { Store } from '@portcullis/store';
import { createPostgresStore, type PostgresPool } from '@portcullis/store-sql';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSchema, describeWithPostgres, type TestSchema, until } from '../support/engines.js';
import { clientOf } from '../support/store-records.js';
import { testPropagation } from './propagation.js';

const secrets = ['a secret of thirty-two bytes or so'];
const issuer = 'https://issuer.example';

describeWithPostgres('several processes on one PostgreSQL', (url) => {
  let schema: TestSchema;
  beforeAll(async () => {
    schema = await createSchema(url, { synchronous_commit: 'off' });
  });
  afterAll(() => schema.drop());

  const options = () => ({ url: schema.url, secrets, poolSize: 2 });
  async function open(): Promise<Store> {
    const store = createPostgresStore(options());
    await store.ready();
    return store;
  }

  testPropagation(options, open);

  it('misses no notice of a transaction that commits after one that began later', async () => {
    const [reader, quick] = [await open(), await open()];
    const pool = slowToCommit(schema.url);
    const slow = createPostgresStore({ pool: pool.pool, secrets });
    await slow.ready();
    for (const id of ['late', 'early']) await quick.clients.insert(clientOf(id));
    pool.hold();
    const late = slow.clients.setStatus('late', 'revoked');
    await until('the slow transaction waits for its commit', 5_000, () => pool.holds());
    const early = quick.clients.setStatus('early', 'revoked');
    await Promise.race([early, setTimeout(300)]);
    await reader.revocations.catchUp();
    pool.release();
    await Promise.all([late, early]);
    await reader.revocations.catchUp();
    const isRevoked = (clientId: string): boolean => reader.revocations.isRevoked({ issuer, clientId });
    expect([isRevoked('late'), isRevoked('early')]).toEqual([true, true]);
    await Promise.all([reader.close(), quick.close(), slow.close()]);
    await pool.pool.end();
  });
});

/** A pool whose next `COMMIT` waits until it is released. */
function slowToCommit(url: string): { pool: PostgresPool; hold(): void; holds(): boolean; release(): void } {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  let hold = false;
  let held: (() => void) | undefined;
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (config: { text: string }) => Promise<unknown>;
    const waiting = async (config: { text: string }): Promise<unknown> => {
      if (hold && config.text === 'COMMIT') {
        hold = false;
        await new Promise<void>((resolve) => {
          held = resolve;
        });
      }
      return query(config);
    };
    Object.assign(client, { query: waiting });
  });
  return {
    pool,
    hold: () => {
      hold = true;
    },
    holds: () => held !== undefined,
    release: () => held?.(),
  };
}
