import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApiKeys } from '@portcullis/api-key';
import type { Store } from '@portcullis/store';
import { createSqliteStore } from '@portcullis/store-sql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithRedis, temporaryFolder, until } from '../support/engines.js';
import { redisNames } from '../support/redis-names.js';

const secrets = ['a secret of thirty-two bytes or so'];
const peppers = ['a pepper of this test, 32 bytes long'];
const appFile = fileURLToPath(new URL('./limited-app.mjs', import.meta.url));

interface LimitedProcess {
  readonly child: ChildProcess;
  readonly url: string;
}

describeWithRedis('limits and meters of two processes', (redisUrl) => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'store.db');
  const names = redisNames(redisUrl);
  let processes: readonly LimitedProcess[];
  let store: Store;

  beforeAll(async () => {
    store = createSqliteStore({ file, secrets });
    await store.ready();
    processes = await Promise.all([1, 2].map(startProcess));
  });
  afterAll(async () => {
    for (const { child } of processes) child.kill('SIGKILL');
    await store.close();
    await names.clear();
    folder.remove();
  });

  async function startProcess(): Promise<LimitedProcess> {
    const options = {
      file,
      secrets,
      peppers,
      redis: { url: redisUrl, prefix: names.prefix, timeoutMs: 10_000 },
    };
    const child = fork(appFile, [JSON.stringify(options)], { execArgv: [] });
    const [{ url }] = await once(child, 'message');
    return { child, url };
  }

  async function issueKey(plan = { limit: 10, windowSeconds: 3600 }) {
    const keys = createApiKeys({ store, prefix: 'bank', peppers });
    const { key, apiKey } = await keys.issue({ clientId: 'app-1', name: 'Key', metadata: { plan } });
    return { id: key.id, text: apiKey };
  }

  /** Statuses of so many calls at once, in turn to the one process and to the other. */
  async function askBoth(times: number, path: string, key: string): Promise<readonly number[]> {
    const ask = async (turn: number) => {
      const response = await fetch(processes[turn % 2]?.url + path, { headers: { 'API-Key': key } });
      await response.arrayBuffer();
      return response.status;
    };
    return Promise.all(Array.from({ length: times }, (_, turn) => ask(turn)));
  }

  it.each(['/counters', '/rate-limit-redis', '/quota'])(
    'let exactly ten of fifty calls through: %s',
    async (path) => {
      const [one, other] = await Promise.all([issueKey(), issueKey()]);
      const statuses = await askBoth(50, path, one.text);
      expect(statuses.filter((status) => status === 200)).toHaveLength(10);
      expect(statuses.filter((status) => status === 429)).toHaveLength(40);
      expect(await askBoth(2, path, other.text)).toEqual([200, 200]);
    },
  );

  it.each(['/counters', '/rate-limit-redis'])('have the whole of a higher plan at once: %s', async (path) => {
    const { id, text } = await issueKey();
    await askBoth(50, path, text);
    const keys = createApiKeys({ store, prefix: 'bank', peppers });
    await keys.update(id, { metadata: { plan: { limit: 15, windowSeconds: 3600 } } });
    let calls = 0;
    await until('the plan is known', 5_000, async () => {
      calls += (await askBoth(20, path, text)).filter((status) => status === 200).length;
      return calls >= 5;
    });
    expect(calls).toBe(5);
    expect(new Set(await askBoth(20, path, text))).toEqual(new Set([429]));
  });

  it('charge success alone, whichever process failed', async () => {
    const { text } = await issueKey();
    for (let round = 0; round < 4; round++) {
      const failed = await askBoth(5, '/quota/bad', text);
      expect(failed).toEqual(Array(5).fill(500));
    }
    const statuses = await askBoth(20, '/quota', text);
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  });

  it('lose no call when they are told to end, and count none twice', async () => {
    const { id, text } = await issueKey({ limit: 1000, windowSeconds: 3600 });
    const before = await Promise.all([
      askBoth(100, '/counters/a', text),
      askBoth(60, '/rate-limit-redis/b', text),
    ]);
    expect(new Set(before.flat())).toEqual(new Set([200]));
    expect(await store.usage.list(id)).toEqual([]);
    const headers = { 'API-Key': text };
    const late = Array.from({ length: 60 }, (_, turn) => fetch(`${processes[turn % 2]?.url}/c`, { headers }));
    await Promise.race(late);
    for (const { child } of processes) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    }
    const answered = (await Promise.allSettled(late)).filter(({ status }) => status === 'fulfilled').length;
    expect(answered).toBeGreaterThan(0);
    expect(await store.usage.list(id)).toMatchObject([
      { operation: '/c', calls: answered },
      { operation: '/counters/a', calls: 100 },
      { operation: '/rate-limit-redis/b', calls: 60 },
    ]);
  });
});
