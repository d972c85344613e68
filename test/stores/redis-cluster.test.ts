import { join } from 'node:path';
import { createRedisStore, type RedisStore } from '@portcullis/store-redis';
import { createSqliteStore } from '@portcullis/store-sql';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { temporaryFolder, until } from '../support/engines.js';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.js';
import { describeWithRedisServer, leastRules } from '../support/redis-server.js';
import { clientOf } from '../support/store-records.js';

const issuer = 'https://issuer.example';
const timeoutMs = 500;
const inAMinute = () => Date.now() + 60_000;

describeWithRedisServer('a Redis Cluster of three nodes', () => {
  const folder = temporaryFolder();
  const stores: RedisStore[] = [];
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startRedisCluster(3);
  });
  afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));
  afterAll(async () => {
    await cluster.remove();
    folder.remove();
  });

  /** What is announced is heard through Redis alone. */
  async function open(clusterUrls = cluster.urls): Promise<RedisStore> {
    const durable = createSqliteStore({
      file: join(folder.path, 'store.db'),
      secrets: ['a secret of thirty-two bytes or so'],
      pollMs: 600_000,
      staleAfterMs: 1_200_000,
    });
    const store = createRedisStore({ durable, clusterUrls, timeoutMs });
    stores.push(store);
    await store.ready();
    return store;
  }

  /** Enough keys that every node has some. */
  const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);

  it('is refused as long as one of its nodes evicts', async () => {
    cluster.nodes[2]!.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(open()).rejects.toThrow('its maxmemory-policy is allkeys-lru');
    cluster.nodes[2]!.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  });

  it('is refused in one line when none of the nodes that are named answers', async () => {
    await expect(open(['redis://127.0.0.1:1', 'redis://127.0.0.1:2'])).rejects.toThrow(
      /^Cannot open Redis store at 127\.0\.0\.1:1, 127\.0\.0\.1:2: .+$/,
    );
  });

  it('keeps marks and counters, each key on its node, and needs the name of one node only', async () => {
    for (const node of cluster.nodes) {
      node.command('ACL', 'SETUSER', 'app', 'on', '>sesame', '+cluster|slots', ...leastRules);
    }
    const asUser = `redis://app:sesame@127.0.0.1:${cluster.nodes[1]!.port}`;
    const [one, other] = [await open(), await open([asUser])];
    for (const key of keys) {
      expect(await one.marks.rememberOnce(key, inAMinute())).toBe(true);
      expect(await other.marks.rememberOnce(key, inAMinute())).toBe(false);
      const { resetsAt } = await one.counters.hit(key, { windowMs: 60_000 });
      expect(await other.counters.reserve(key, { windowMs: 60_000, limit: 2 })).toMatchObject({ count: 2 });
      expect(await other.counters.refund(key, { resetsAt })).toBe(true);
      expect(await one.counters.peek(key)).toEqual({ count: 1, resetsAt });
    }
    for (const node of cluster.nodes) expect(Number(node.command('DBSIZE'))).toBeGreaterThan(5);
  });

  it('lets every instance hear of a revocation, whichever node it talks to', async () => {
    const [one, ...others] = await Promise.all(cluster.urls.map((url) => open([url])));
    await one!.clients.insert(clientOf('client'));
    await one!.clients.setStatus('client', 'revoked');
    for (const { revocations } of others) {
      await until('it knows', 250, () => revocations.isRevoked({ issuer, clientId: 'client' }));
    }
  });

  it('forgets nothing when a slot moves to another node', async () => {
    const store = await open();
    for (const node of cluster.nodes) node.command('FLUSHALL');
    expect(await store.marks.rememberOnce('moved', inAMinute())).toBe(true);
    const found = cluster.nodes.map((node) => node.command('KEYS', 'portcullis:mark:*')).filter(Boolean);
    expect(found).toHaveLength(1);
    const before = cluster.nodeOf(found[0]!);
    cluster.moveSlotOf(found[0]!);
    expect(cluster.nodeOf(found[0]!)).not.toBe(before);
    expect(await store.marks.rememberOnce('moved', inAMinute())).toBe(false);
  });

  it('is a 503 in time while one of its nodes hangs or is gone, and back soon after that one', async () => {
    const store = await open();
    const broken = cluster.nodes[0]!;
    const ask = async (key: string): Promise<boolean> => {
      const begun = performance.now();
      try {
        await store.counters.hit(key, { windowMs: 60_000 });
        return true;
      } catch (error) {
        expect(error).toMatchObject({ status: 503 });
        return false;
      } finally {
        expect(performance.now() - begun).toBeLessThan(timeoutMs + 1_000);
      }
    };
    const askAll = () => Promise.all(keys.map(ask));
    const outages: readonly [() => Promise<void> | void, () => Promise<void> | void][] = [
      [() => broken.stall(), () => broken.resume()],
      [() => broken.stop(), () => broken.start()],
    ];
    for (const [takeAway, bringBack] of outages) {
      expect(await askAll()).not.toContain(false);
      await takeAway();
      await until('some are missed', 5_000, async () => (await askAll()).includes(false));
      for (let round = 0; round < 5; round += 1) expect(await askAll()).toContain(false);
      await bringBack();
      await until('the node is back in the cluster', 10_000, () =>
        cluster.nodes.every((node) => node.command('CLUSTER', 'INFO').includes('cluster_state:ok')),
      );
      await until('all are back', 2_000, async () => !(await askAll()).includes(false));
    }
    const connections = cluster.nodes[1]!.command('CLIENT', 'LIST', 'TYPE', 'normal').split('\n');
    expect(connections.length).toBeLessThan(6);
  });
});
