import { type CounterStore, createMemoryStore } from '@portcullis/store';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { clientSecretPost, createClients, none, refreshToken } from '../src/index.js';
import { askEndpoint } from './support/ask-endpoint.js';
import {
  askToken,
  type Bench,
  type EnteredClient,
  enterClient,
  serveIssuer,
} from './support/serve-issuer.js';

describe.each(bothExpresses)('failed authentications on %s', (_, express) => {
  async function ready(options: Parameters<typeof serveIssuer>[0] = {}) {
    const bench = await serveIssuer({ express, ...options });
    return { ...bench, client: await enterClient(bench.clients) };
  }

  const guess = (bench: Pick<Bench, 'url'>, { id }: EnteredClient) =>
    askToken(bench, { id, secret: 'wrong' });

  async function fail(bench: Pick<Bench, 'url'>, client: EnteredClient, times: number): Promise<void> {
    for (let time = 0; time < times; time++) expect((await guess(bench, client)).status).toBe(401);
  }

  it('stop the client after ten, the right secret too, until the window is over', async () => {
    const bench = await ready();
    await fail(bench, bench.client, 10);
    for (const response of [await guess(bench, bench.client), await askToken(bench, bench.client)]) {
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('60');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
    }
    bench.clock.advance(59);
    expect((await askToken(bench, bench.client)).headers.get('retry-after')).toBe('1');
    bench.clock.advance(1);
    expect((await askToken(bench, bench.client)).status).toBe(200);
  });

  it('leave other clients alone', async () => {
    const bench = await ready();
    const other = await enterClient(bench.clients);
    await fail(bench, bench.client, 10);
    expect((await askToken(bench, other)).status).toBe(200);
  });

  it('do not stop a public client, whose id everybody knows and who has no secret to guess', async () => {
    const bench = await ready({
      grants: [refreshToken],
      clientAuthentication: [clientSecretPost, none],
      failureLimits: { perAddress: 12 },
    });
    const { id } = await bench.clients.createPublic({ name: 'App', grants: ['refresh_token'] });
    const send = (proof: Record<string, string>) =>
      askEndpoint(`${bench.url}/oauth/token`, undefined, {
        ...{ grant_type: 'refresh_token', refresh_token: 'x', client_id: id },
        ...proof,
      });
    for (let time = 0; time < 11; time++) expect((await send({ client_secret: 'wrong' })).status).toBe(401);
    expect((await send({})).status).toBe(400);
    await send({ client_secret: 'wrong' });
    expect((await send({})).status).toBe(429);
  });

  it('stop an unknown client just the same: the answers do not tell who exists', async () => {
    const bench = await ready();
    const nobody = { id: 'nobody', secret: 'x' };
    await fail(bench, nobody, 10);
    expect((await guess(bench, nobody)).status).toBe(429);
  });

  it('gain nothing by coming all at once', async () => {
    const bench = await ready();
    const answers = await Promise.all(Array.from({ length: 50 }, () => guess(bench, bench.client)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    expect(statuses.every((status) => status === 401 || status === 429)).toBe(true);
  });

  it('gain nothing where the counters are a network away either', async () => {
    const store = createMemoryStore();
    const slow = { ...store, counters: answeringTogether(store.counters, 50) };
    const bench = await ready({ store: slow, clients: createClients({ store }) });
    const answers = await Promise.all(Array.from({ length: 50 }, () => guess(bench, bench.client)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
  });

  it('are not counted for right secrets: a burst of them is never refused', async () => {
    const bench = await ready();
    await fail(bench, bench.client, 9);
    const answers = await Promise.all(Array.from({ length: 50 }, () => askToken(bench, bench.client)));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
  });

  it('stop an address that tries many clients, before anything else is looked at', async () => {
    const bench = await ready({ failureLimits: { perAddress: 3 } });
    for (const id of ['a', 'b', 'c']) await fail(bench, { id, secret: '' }, 1);
    expect((await askToken(bench, bench.client)).status).toBe(429);
    const malformed = await fetch(`${bench.url}/oauth/token`, { method: 'POST', body: 'x' });
    expect(malformed.status).toBe(429);
  });

  it('count by the address that a trusted proxy names, IPv6 by /64', async () => {
    const bench = await ready({
      failureLimits: { perAddress: 2 },
      prepare: (app) => void app.set('trust proxy', 'loopback'),
    });
    const from = (address: string, secret: string) =>
      fetch(`${bench.url}/oauth/token`, {
        method: 'POST',
        headers: { 'x-forwarded-for': address },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: bench.client.id,
          client_secret: secret,
        }),
      });
    await from('2001:db8:1:2::1', 'wrong');
    await from('2001:db8:1:2:ffff::1', 'wrong');
    expect((await from('2001:db8:1:2:3:4:5:6', bench.client.secret)).status).toBe(429);
    expect((await from('2001:db8:1:3::1', bench.client.secret)).status).toBe(200);
    expect((await from('203.0.113.7', bench.client.secret)).status).toBe(200);
  });

  it('do not believe X-Forwarded-For from anybody', async () => {
    const bench = await ready({ failureLimits: { perAddress: 2 } });
    const headers = (address: string) => ({ 'x-forwarded-for': address });
    const wrong = { grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' };
    const statuses: number[] = [];
    for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.3']) {
      const init = { method: 'POST', headers: headers(address), body: new URLSearchParams(wrong) };
      statuses.push((await fetch(`${bench.url}/oauth/token`, init)).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
  });

  it('have limits of your own', async () => {
    const bench = await ready({ failureLimits: { perClient: 1, windowSeconds: 5 } });
    await fail(bench, bench.client, 1);
    const refused = await askToken(bench, bench.client);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    bench.clock.advance(5);
    expect((await askToken(bench, bench.client)).status).toBe(200);
  });
});

/** Counters that answer nobody before so many have asked: then all of them have looked, and none has counted. */
function answeringTogether(counters: CounterStore, askers: number): CounterStore {
  let waiting: (() => void)[] = [];
  return {
    ...counters,
    async peek(key) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length < askers) return;
        for (const release of waiting) release();
        waiting = [];
      });
      return counters.peek(key);
    },
    hit: (key, window) => counters.hit(key, window),
  };
}
