import { setImmediate } from 'node:timers/promises';
import { createMemoryStore, type RevocationFeed, type Store } from '@portcullis/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clientOf } from '../../../test/support/store-records.js';
import { NoticeRelay } from '../src/notice-relay.js';

let store: Store;
let published: (readonly string[])[];
let readings: number;
let listening: number;
let publish: () => Promise<unknown>;
const relays: NoticeRelay[] = [];

beforeEach(async () => {
  store = createMemoryStore();
  await store.clients.insert(clientOf('client'));
  published = [];
  readings = 0;
  listening = 0;
  publish = async () => 1;
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.close()));
});

function startRelay(): NoticeRelay {
  const feed: RevocationFeed = {
    onNotice(listener) {
      listening += 1;
      const stop = store.revocations.onNotice(listener);
      return () => {
        listening -= 1;
        stop();
      };
    },
    isRevoked: (subject) => store.revocations.isRevoked(subject),
    changeOf: (subject) => store.revocations.changeOf(subject),
    freshUntil: store.revocations.freshUntil,
    rememberedMs: store.revocations.rememberedMs,
    catchUp() {
      readings += 1;
    },
  };
  const redis = {
    send(_key: string | undefined, command: readonly string[]) {
      published.push(command);
      return publish();
    },
  };
  const relay = new NoticeRelay({ feed, redis, channel: 'test:notices' });
  relays.push(relay);
  return relay;
}

const suspend = () => store.clients.setStatus('client', 'suspended');
const resume = () => store.clients.setStatus('client', 'active');

it('publishes nothing before it starts, and nothing when it is closed', async () => {
  const relay = startRelay();
  await suspend();
  relay.start();
  expect(listening).toBe(1);
  await relay.close();
  await resume();
  expect([listening, published]).toEqual([0, []]);
});

it('publishes who speaks, and nothing of what is revoked', async () => {
  const relay = startRelay();
  relay.start();
  await suspend();
  expect(published).toEqual([['PUBLISH', 'test:notices', expect.stringMatching(/^[\w-]{22}$/)]]);
});

it('listens once, however often it is started', async () => {
  const relay = startRelay();
  relay.start();
  relay.start();
  await suspend();
  await setImmediate();
  expect(published).toHaveLength(1);
});

it('puts the notices of one moment into one message, and one more for those that come while it is on its way', async () => {
  const relay = startRelay();
  const arrivals: (() => void)[] = [];
  publish = () => new Promise<void>((resolve) => arrivals.push(resolve));
  relay.start();
  for (let turn = 0; turn < 10; turn += 1) await (turn % 2 === 0 ? suspend() : resume());
  expect(published).toHaveLength(1);
  arrivals[0]!();
  await setImmediate();
  expect(published).toHaveLength(2);
  arrivals[1]!();
  await setImmediate();
  expect(published).toHaveLength(2);
});

it('publishes again what Redis did not take', async () => {
  const relay = startRelay();
  let left = 2;
  const taken = new Promise<void>((resolve) => {
    publish = async () => {
      left -= 1;
      if (left > 0) throw new Error('Redis is away');
      resolve();
    };
  });
  relay.start();
  await suspend();
  await taken;
  expect(published).toHaveLength(2);
});

it('reads what another one announces, and when messages may have been missed, but not after its own', async () => {
  const relay = startRelay();
  relay.start();
  await suspend();
  relay.hear(String(published[0]?.[2]));
  await setImmediate();
  expect(readings).toBe(0);
  relay.hear('another one');
  await setImmediate();
  expect(readings).toBe(1);
  relay.hear();
  await setImmediate();
  expect(readings).toBe(2);
});

it('ends with the message that is on its way', async () => {
  const relay = startRelay();
  let arrive = () => {};
  publish = () =>
    new Promise<void>((resolve) => {
      arrive = resolve;
    });
  relay.start();
  await suspend();
  let isClosed = false;
  const closed = relay.close().then(() => {
    isClosed = true;
  });
  await setImmediate();
  expect(isClosed).toBe(false);
  arrive();
  await closed;
});
