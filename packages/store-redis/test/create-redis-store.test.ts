import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryStore, type Store } from '@portcullis/store';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder, until } from '../../../test/support/engines.js';
import { freePort } from '../../../test/support/free-port.js';
import {
  describeWithRedisServer,
  leastRules,
  type RedisServer,
  startRedisServer,
} from '../../../test/support/redis-server.js';
import { type SelfSigned, selfSigned } from '../../../test/support/self-signed.js';
import { clientOf } from '../../../test/support/store-records.js';
import { createRedisStore, type RedisStore, type RedisStoreOptions } from '../src/index.js';

const durable = createMemoryStore();
const url = 'redis://user:sesame@localhost:6379';
const password = 'open-sesame';
const stores: Store[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

function create(options: Partial<RedisStoreOptions>): RedisStore {
  const store = createRedisStore({ durable: createMemoryStore(), ...options });
  stores.push(store);
  return store;
}

async function open(options: Partial<RedisStoreOptions>): Promise<RedisStore> {
  const store = create(options);
  await store.ready();
  return store;
}

const inAMinute = () => Date.now() + 60_000;

describe('a wrong option stops the start', () => {
  const wrong: readonly [string, object, string][] = [
    ['an unknown name', { durable, url, host: 'h' }, 'unknown option "host"'],
    ['no durable store', { url }, 'durable must be a store'],
    ['a durable store that is none', { url, durable: { revocations: {} } }, 'durable must be a store'],
    ['no address', { durable }, 'either url or clusterUrls must be given'],
    [
      'two addresses',
      { durable, url, clusterUrls: ['redis://h'] },
      'either url or clusterUrls must be given',
    ],
    ['a list in place of a URL', { durable, url: [url] }, 'url must be a URL that begins with redis://'],
    ['a text in place of a list', { durable, clusterUrls: url }, 'either url or clusterUrls must be given'],
    ['an empty list', { durable, clusterUrls: [] }, 'clusterUrls must name a node at least'],
    [
      'a wrong one in the list',
      { durable, clusterUrls: ['redis://h', 'h'] },
      'each of clusterUrls must be a URL',
    ],
    ['a database of a cluster', { durable, clusterUrls: ['redis://h/1'] }, 'a cluster has no databases'],
    ['TLS settings without TLS', { durable, url, tls: { ca: 'PEM' } }, 'tls is given, but url does not'],
    [
      'TLS that does not verify',
      { durable, url: 'rediss://h', tls: { rejectUnauthorized: false } },
      'unknown option "rejectUnauthorized"',
    ],
    ['a prefix with a brace', { durable, url, prefix: '{all}' }, 'prefix must be 1 to 64'],
    ['an empty prefix', { durable, url, prefix: '' }, 'prefix must be 1 to 64'],
    ['a deadline of no time', { durable, url, timeoutMs: 0 }, 'timeoutMs must be a whole number above 0'],
    ['a deadline that is no number', { durable, url, timeoutMs: '1' }, 'timeoutMs must be a whole number'],
    [
      'an allowance that is neither',
      { durable, url, dangerouslyAllowEviction: 'no' },
      'dangerouslyAllowEviction must be true or false',
    ],
  ];

  it.each(wrong)('%s', (_, options, message) => {
    const creating = () => createRedisStore(options as RedisStoreOptions);
    expect(creating).toThrow(TypeError);
    expect(creating).toThrow(message);
    expect(creating).toThrow(/^Cannot create Redis store/);
    expect(creating).not.toThrow('sesame');
  });
});

it('says in one line, without the password, that nothing listens', async () => {
  const port = await freePort();
  await expect(open({ url: `redis://user:${password}@127.0.0.1:${port}/3` })).rejects.toThrow(
    new Error(`Cannot open Redis store at 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`),
  );
});

it('is a 503 before it is ready', async () => {
  const { marks, counters, sendCommand } = create({ url });
  const notOpen = expect.objectContaining({ status: 503, message: 'Redis failed: it is not open' });
  await expect(marks.rememberOnce('jti', inAMinute())).rejects.toEqual(notOpen);
  await expect(counters.peek('a')).rejects.toEqual(notOpen);
  await expect(sendCommand(undefined, ['PING'])).rejects.toEqual(notOpen);
});

it('readies the durable store before Redis, and closes it after Redis, whether or not it was ready', async () => {
  const steps: string[] = [];
  const recording: Store = {
    ...createMemoryStore(),
    ready: async () => void steps.push('ready'),
    close: async () => void steps.push('closed'),
  };
  const store = createRedisStore({ durable: recording, url: `redis://127.0.0.1:${await freePort()}` });
  await expect(store.ready()).rejects.toThrow('Cannot open Redis store');
  await store.close();
  await store.close();
  expect(steps).toEqual(['ready', 'closed', 'closed']);
});

it('hands on what the durable store says of itself when it cannot be readied', async () => {
  const broken: Store = {
    ...createMemoryStore(),
    ready: () => Promise.reject(new Error('Cannot open the database')),
  };
  await expect(open({ durable: broken, url })).rejects.toThrow(new Error('Cannot open the database'));
});

describeWithRedisServer('a server that evicts', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer('--maxmemory-policy', 'allkeys-lru');
  });
  afterAll(() => server.stop());

  it('is refused, whichever way it evicts', async () => {
    for (const policy of ['allkeys-lru', 'volatile-ttl', 'volatile-lfu']) {
      server.command('CONFIG', 'SET', 'maxmemory-policy', policy);
      await expect(open({ url: server.url })).rejects.toThrow(
        `Cannot open Redis store at 127.0.0.1:${server.port}: its maxmemory-policy is ${policy}, and what it evicts could be used again; set noeviction, or allow it by dangerouslyAllowEviction`,
      );
    }
  });

  it('is accepted when that is allowed', async () => {
    const store = await open({ url: server.url, dangerouslyAllowEviction: true });
    expect(await store.marks.rememberOnce('jti', inAMinute())).toBe(true);
  });

  it('is accepted once it evicts no more, by the same store', async () => {
    const store = create({ url: server.url });
    await expect(store.ready()).rejects.toThrow('maxmemory-policy');
    server.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    await store.ready();
    expect(await store.marks.rememberOnce('another jti', inAMinute())).toBe(true);
  });
});

describeWithRedisServer('a server that knows users', () => {
  let server: RedisServer;
  const inScript = /user executing the script can't run this command/;
  const needed: readonly [string, RegExp][] = [
    ['+info', /'info' command/],
    ['+evalsha', /'evalsha' command/],
    ['+hset', inScript],
    ['+set', inScript],
    ['+publish', /'publish' command/],
    ['+subscribe', /'subscribe' command/],
    ['&portcullis:notices', /channel/],
  ];
  const asUser = (name: string, secret = password) => `redis://${name}:${secret}@127.0.0.1:${server.port}`;

  beforeAll(async () => {
    server = await startRedisServer();
    server.command('ACL', 'SETUSER', 'app', 'on', `>${password}`, ...leastRules);
    for (const [missing] of needed) {
      const others = leastRules.filter((rule) => rule !== missing);
      server.command('ACL', 'SETUSER', `without${missing}`, 'on', `>${password}`, ...others);
    }
  });
  afterAll(() => server.stop());

  it('refuses a wrong password, which the error does not repeat', async () => {
    const opening = open({ url: asUser('app', 'wrong-sesame') });
    await expect(opening).rejects.toThrow(/^Cannot open Redis store at 127\.0\.0\.1:\d+: WRONGPASS/);
    await expect(opening).rejects.not.toThrow(/sesame/);
  });

  it.each(needed)('lets nobody start without %s', async (missing, said) => {
    const opening = open({ url: asUser(`without${encodeURIComponent(missing)}`) });
    await expect(opening).rejects.toThrow(/^Cannot open Redis store at 127\.0\.0\.1:\d+: /);
    await expect(opening).rejects.toThrow(said);
    const connected = () => server.command('CLIENT', 'LIST').includes(`user=without${missing}`);
    await until('no connection is left', 2_000, () => !connected());
  });

  it('needs to allow no more than the README says', async () => {
    const [store, other] = [await open({ url: asUser('app') }), await open({ url: asUser('app') })];
    expect(await store.marks.rememberOnce('jti', inAMinute())).toBe(true);
    expect(await other.marks.rememberOnce('jti', inAMinute())).toBe(false);
    const { resetsAt } = await store.counters.hit('a', { windowMs: 60_000 });
    await store.counters.hit('a', { windowMs: 60_000 });
    expect(await other.counters.refund('a', { resetsAt })).toBe(true);
    expect(await other.counters.reserve('a', { windowMs: 60_000, limit: 2 })).toMatchObject({
      granted: true,
    });
    expect(await store.counters.peek('a')).toEqual({ count: 2, resetsAt });
    await store.clients.insert(clientOf('client'));
    await store.clients.setStatus('client', 'suspended');
    await store.close();
  });
});

describeWithRedisServer('a server with TLS', () => {
  const folder = temporaryFolder();
  let server: RedisServer;
  let certificate: SelfSigned;
  let tlsUrl: string;

  beforeAll(async () => {
    certificate = selfSigned();
    const file = (name: string, text: string) => {
      writeFileSync(join(folder.path, name), text);
      return join(folder.path, name);
    };
    const [cert, key] = [file('cert.pem', certificate.cert), file('key.pem', certificate.key)];
    const port = String(await freePort());
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
    server = await startRedisServer('--tls-port', port, ...files);
    tlsUrl = `rediss://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  it('is refused when nobody vouches for its certificate, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { cert, key } = certificate;
    await expect(open({ url: tlsUrl, tls: { cert, key } })).rejects.toThrow(/self-signed certificate/);
  });

  it('is refused under another name', async () => {
    const { cert, key } = certificate;
    const tls = { ca: cert, cert, key, servername: 'other.example' };
    await expect(open({ url: tlsUrl, tls })).rejects.toThrow(/does not match/);
  });

  it('is used with its authority and our certificate', async () => {
    const { cert, key } = certificate;
    const store = await open({ url: tlsUrl, tls: { ca: cert, cert, key, servername: 'localhost' } });
    expect(await store.marks.rememberOnce('jti', inAMinute())).toBe(true);
  });
});

describeWithRedisServer('what stands in Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  it('is named after the prefix, tells nothing, and goes by itself', async () => {
    const store = await open({ url: server.url, prefix: 'bank:eu' });
    await store.marks.rememberOnce('client-7:jti', inAMinute());
    for (const key of ['hit', 'reserved']) await store.counters.hit(key, { windowMs: 60_000 });
    await store.counters.reserve('reserved', { windowMs: 60_000, limit: 5 });
    await store.clients.insert(clientOf('client-7'));
    await store.clients.setStatus('client-7', 'revoked');
    const keys = server.command('KEYS', '*').split('\n');
    expect(keys.filter((key) => !/^bank:eu:(mark|counter):[\w-]{43}$/.test(key))).toEqual([]);
    expect(keys.length).toBeGreaterThanOrEqual(3);
    for (const key of keys) expect(Number(server.command('PTTL', key)), key).toBeGreaterThan(0);
  });

  it('is apart in each database, whose user may select it', async () => {
    server.command('ACL', 'SETUSER', 'app', 'on', `>${password}`, '+select', ...leastRules);
    const at = (database: number) => `redis://app:${password}@127.0.0.1:${server.port}/${database}`;
    const stores = await Promise.all([0, 1].map((database) => open({ url: at(database) })));
    for (const store of stores) expect(await store.marks.rememberOnce('jti', inAMinute())).toBe(true);
    expect(server.command('-n', '1', 'DBSIZE')).not.toBe('0');
  });

  it('is not looked at by a store that takes its marks elsewhere', async () => {
    const durable = createMemoryStore();
    const store = await open({ durable, url: server.url });
    const kept: Store = { ...store, marks: durable.marks };
    expect(await kept.marks.rememberOnce('elsewhere', inAMinute())).toBe(true);
    expect(await store.marks.rememberOnce('elsewhere', inAMinute())).toBe(true);
    await kept.close();
    await expect(store.counters.peek('a')).rejects.toThrow('it is closed');
  });

  it('is found again by the same app after a restart of the app', async () => {
    const first = await open({ url: server.url });
    expect(await first.marks.rememberOnce('kept', inAMinute())).toBe(true);
    await first.close();
    const second = await open({ url: server.url });
    expect(await second.marks.rememberOnce('kept', inAMinute())).toBe(false);
  });
});
