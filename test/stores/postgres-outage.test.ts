import type { Store } from '@portcullis/store';
import { createPostgresStore } from '@portcullis/store-sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema, describeWithPostgres, type TestSchema, until } from '../support/engines.js';
import {
  createPostgresCluster,
  type PostgresCluster,
  postgresBinaries,
} from '../support/postgres-cluster.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { outageOptions, startTraffic, type Traffic } from './outage.js';

describeWithPostgres('PostgreSQL taken away in mid-traffic', (url) => {
  let schema: TestSchema;
  let proxy: TcpProxy;
  let store: Store;
  let traffic: Traffic;

  beforeAll(async () => {
    schema = await createSchema(url);
    const { hostname, port } = new URL(url);
    proxy = await startTcpProxy({ host: hostname, port: Number(port || 5432) });
    const through = new URL(schema.url);
    through.host = `127.0.0.1:${proxy.port}`;
    store = createPostgresStore({ url: through.href, ...outageOptions });
    await store.ready();
    traffic = await startTraffic(store);
  });
  afterAll(async () => {
    await traffic.end();
    await store.close();
    await proxy.stop();
    await schema.drop();
  });

  it('answers 503 in time while connections are cut and refused, and 200 soon after', () =>
    traffic.surviveOutage(
      () => proxy.stop(),
      () => proxy.resume(),
    ));

  it('answers 503 in time while the engine accepts and never answers, and 200 soon after', () =>
    traffic.surviveOutage(
      () => proxy.stall(),
      () => proxy.resume(),
    ));

  it('refuses to say what is revoked from the moment on that freshUntil names', async () => {
    const view = store.revocations;
    const isRevoked = (): boolean => view.isRevoked({ issuer: 'https://issuer.example', clientId: 'c' });
    expect(isRevoked()).toBe(false);
    proxy.stall();
    const { freshUntil } = view;
    expect(freshUntil).toBeGreaterThan(Date.now());
    await until('the view is stale', 5_000, () => Date.now() >= view.freshUntil);
    expect(isRevoked).toThrow(expect.objectContaining({ status: 503, reason: 'stale_revocations' }));
    await proxy.resume();
    await until('the view is fresh again', 5_000, () => Date.now() < view.freshUntil);
    expect(isRevoked()).toBe(false);
  });
});

describe.skipIf(postgresBinaries === undefined && process.env['CI'] !== 'true')(
  'a PostgreSQL server that is stopped and started (needs its binaries on this machine)',
  () => {
    let cluster: PostgresCluster;
    let store: Store;
    let traffic: Traffic;

    beforeAll(async () => {
      cluster = await createPostgresCluster(postgresBinaries ?? '');
      store = createPostgresStore({ url: cluster.url, ...outageOptions });
      await store.ready();
      traffic = await startTraffic(store);
    });
    afterAll(async () => {
      await traffic.end();
      await store.close();
      await cluster.remove();
    });

    it('is a 503 while it is away, and a 200 within two seconds of its return', () =>
      traffic.surviveOutage(
        () => cluster.stop(),
        () => cluster.start(),
      ));
  },
);
