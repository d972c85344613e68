import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../test/support/engines.js';
import type { Connection, OnLost } from '../src/connection.js';
import { Link } from '../src/link.js';

const timeoutMs = 40;
const startMs = 60;

class ReplyError extends Error {}

/** A connection of which the test says what it answers. */
class FakeConnection implements Connection {
  readonly onLost: OnLost;
  readonly sent: (readonly string[])[] = [];
  destroyed = 0;
  opening: Promise<void> = Promise.resolve();
  answer: () => Promise<unknown> = async () => 'OK';

  constructor(onLost: OnLost) {
    this.onLost = onLost;
  }
  open(): Promise<void> {
    return this.opening;
  }
  send(_key: string | undefined, command: readonly string[]): Promise<unknown> {
    this.sent.push(command);
    return this.answer();
  }
  isReply(error: unknown): error is Error {
    return error instanceof ReplyError;
  }
  async memoryInfo(): Promise<readonly string[]> {
    return [];
  }
  destroy(): void {
    this.destroyed += 1;
  }
}

const links: Link[] = [];
afterEach(() => {
  for (const link of links.splice(0)) link.close();
});

interface Bench {
  readonly link: Link<FakeConnection>;
  /** Every connection that was made, the newest last. */
  readonly made: FakeConnection[];
  /** How long each might take to stand. */
  readonly connectMs: number[];
  readonly opened: () => number;
  /** What connections are like that are made from now on. */
  next: (connection: FakeConnection) => void;
  prepare: () => Promise<void>;
}

function makeBench(): Bench {
  const made: FakeConnection[] = [];
  const allowed: number[] = [];
  let opened = 0;
  const link = new Link({
    timeoutMs,
    startMs,
    create(onLost, connectMs) {
      allowed.push(connectMs);
      const connection = new FakeConnection(onLost);
      self.next(connection);
      made.push(connection);
      return connection;
    },
    prepare: () => self.prepare(),
    onOpen: () => {
      opened += 1;
    },
  });
  links.push(link);
  const self: Bench = {
    link,
    made,
    connectMs: allowed,
    opened: () => opened,
    next: () => {},
    prepare: async () => {},
  };
  return self;
}

const never = new Promise<never>(() => {});
const get = (link: Link<FakeConnection>) => link.send('key', ['GET', 'key']);
const unavailable = (message: string | RegExp) =>
  expect.objectContaining({
    status: 503,
    reason: 'store_unavailable',
    retryAfterSeconds: 1,
    message: expect.stringMatching(message),
  });

describe('without a connection every command fails at once', () => {
  it('before it is opened', async () => {
    const { link, made } = makeBench();
    await expect(get(link)).rejects.toEqual(unavailable('Redis failed: it is not open'));
    expect(made).toHaveLength(0);
  });

  it('after it was closed, and the connection is ended', async () => {
    const { link, made } = makeBench();
    await link.open();
    link.close();
    link.close();
    await expect(get(link)).rejects.toEqual(unavailable('Redis failed: it is closed'));
    expect(made.map(({ destroyed }) => destroyed)).toEqual([1]);
  });

  it('while a lost one is on its way back, with the reason why it was lost', async () => {
    const { link, made } = makeBench();
    await link.open();
    made[0]!.onLost(new Error('read ECONNRESET'));
    const failure = await get(link).catch((error: unknown) => error);
    expect(failure).toEqual(unavailable('Redis failed: read ECONNRESET'));
    expect(failure).toHaveProperty('cause.message', 'read ECONNRESET');
    expect(made[0]!.sent).toEqual([]);
  });
});

describe('a connection that cannot be used', () => {
  it('is ended, and opening rejects with what is wrong', async () => {
    const bench = makeBench();
    bench.next = (connection) => {
      connection.opening = Promise.reject(new Error('connect ECONNREFUSED'));
    };
    await expect(bench.link.open()).rejects.toThrow('connect ECONNREFUSED');
    expect(bench.made.map(({ destroyed }) => destroyed)).toEqual([1]);
    expect(bench.opened()).toBe(0);
  });

  it('is one that was not prepared', async () => {
    const bench = makeBench();
    bench.prepare = () => Promise.reject(new Error('it evicts'));
    await expect(bench.link.open()).rejects.toThrow('it evicts');
    expect(bench.made.map(({ destroyed }) => destroyed)).toEqual([1]);
    await expect(get(bench.link)).rejects.toEqual(unavailable('it is not open'));
  });

  it('is one that is not ready in twice the time for a start', async () => {
    const bench = makeBench();
    bench.prepare = () => never;
    await expect(bench.link.open()).rejects.toThrow(`no connection within ${2 * startMs} ms`);
    expect(bench.made.map(({ destroyed }) => destroyed)).toEqual([1]);
  });

  it('is one that comes when the link is closed already', async () => {
    const bench = makeBench();
    let stand = () => {};
    bench.next = (connection) => {
      connection.opening = new Promise((resolve) => {
        stand = resolve;
      });
    };
    const opening = bench.link.open();
    bench.link.close();
    stand();
    await expect(opening).rejects.toThrow('it is closed');
    expect(bench.made.map(({ destroyed }) => destroyed)).toEqual([1]);
    expect(bench.opened()).toBe(0);
  });
});

describe('an answer of Redis', () => {
  it.each([['OOM command not allowed'], ['LOADING Redis is loading'], ['CLUSTERDOWN Hash slot not served']])(
    'that is an error is a 503, and the connection stays: %s',
    async (text) => {
      const { link, made } = makeBench();
      await link.open();
      made[0]!.answer = () => Promise.reject(new ReplyError(text));
      await expect(get(link)).rejects.toEqual(unavailable(`Redis failed: ${text}`));
      expect(made[0]!.destroyed).toBe(0);
    },
  );

  it('NOSCRIPT is thrown as it is', async () => {
    const { link, made } = makeBench();
    await link.open();
    made[0]!.answer = () => Promise.reject(new ReplyError('NOSCRIPT No matching script'));
    await expect(get(link)).rejects.toBeInstanceOf(ReplyError);
    expect(made[0]!.destroyed).toBe(0);
  });

  it('READONLY comes from a server that is the first no more: the connection is replaced', async () => {
    const { link, made } = makeBench();
    await link.open();
    made[0]!.answer = () => Promise.reject(new ReplyError("READONLY You can't write against a replica"));
    await expect(get(link)).rejects.toEqual(unavailable('READONLY'));
    expect(made[0]!.destroyed).toBe(1);
    await until('there is another connection', 2_000, () => made.length === 2);
  });

  it('to a command that cannot be sent says so, and harms nobody', async () => {
    const { link, made } = makeBench();
    await link.open();
    made[0]!.answer = () => Promise.reject(new TypeError('arguments[1] must be a string'));
    await expect(get(link)).rejects.toThrow(TypeError);
    expect(made[0]!.destroyed).toBe(0);
  });
});

describe('a lost connection', () => {
  it('is replaced, and its end is told once however often it is heard of', async () => {
    const { link, made, opened } = makeBench();
    await link.open();
    for (let heard = 0; heard < 3; heard += 1) made[0]!.onLost(new Error('read ECONNRESET'));
    await until('the link is open again', 2_000, () => opened() === 2);
    expect(made.map(({ destroyed }) => destroyed)).toEqual([1, 0]);
    made[0]!.onLost(new Error('late news of the first one'));
    expect(await get(link)).toBe('OK');
    expect(made).toHaveLength(2);
  });

  it('is looked for until there is one', async () => {
    const bench = makeBench();
    await bench.link.open();
    bench.next = (connection) => {
      if (bench.made.length < 4) connection.opening = Promise.reject(new Error('connect ECONNREFUSED'));
    };
    bench.made[0]!.onLost(new Error('read ECONNRESET'));
    await until('a second one failed', 2_000, () => bench.made.length === 3);
    await expect(get(bench.link)).rejects.toEqual(unavailable('connect ECONNREFUSED'));
    await until('the link is open again', 4_000, () => bench.opened() === 2);
    expect(bench.made.map(({ destroyed }) => destroyed)).toEqual([1, 1, 1, 1, 0]);
  });

  it('is not looked for any more once the link is closed, not even when that is so just now', async () => {
    const bench = makeBench();
    await bench.link.open();
    let fail = () => {};
    bench.next = (connection) => {
      connection.opening = new Promise((_, reject) => {
        fail = () => reject(new Error('connect ECONNREFUSED'));
      });
    };
    bench.made[0]!.onLost(new Error('read ECONNRESET'));
    await until('it is looked for', 2_000, () => bench.made.length === 2);
    bench.link.close();
    fail();
    await setTimeout(300);
    expect(bench.made).toHaveLength(2);
  });

  it('is not looked for when the link is closed before', async () => {
    const { link, made } = makeBench();
    await link.open();
    made[0]!.onLost(new Error('read ECONNRESET'));
    link.close();
    await setTimeout(300);
    expect(made).toHaveLength(1);
  });
});

describe('a connection without an answer in time', () => {
  it('is ended, and replaced', async () => {
    const { link, made, opened } = makeBench();
    await link.open();
    made[0]!.answer = () => never;
    const others = Array.from({ length: 10 }, () => get(link));
    for (const command of others) {
      await expect(command).rejects.toEqual(unavailable(`Redis failed: no answer within ${timeoutMs} ms`));
    }
    expect(made[0]!.destroyed).toBe(1);
    await until('the link is open again', 2_000, () => opened() === 2);
    expect(await get(link)).toBe('OK');
  });

  it('is found out even when nobody asks', async () => {
    const { link, made, opened } = makeBench();
    await link.open();
    made[0]!.answer = () => never;
    await until('the link is open again', 4_000, () => opened() === 2);
    expect(made[0]!.sent[0]).toEqual(['PING']);
    expect(made[0]!.destroyed).toBe(1);
  });
});

it('gives the first connection the time of a start, and those after it the time for an answer', async () => {
  const { link, made, opened, connectMs } = makeBench();
  await link.open();
  made[0]!.onLost(new Error('read ECONNRESET'));
  await until('the link is open again', 2_000, () => opened() === 2);
  expect(connectMs).toEqual([startMs, timeoutMs]);
});

it('opens again after it was closed', async () => {
  const { link, made } = makeBench();
  await link.open();
  link.close();
  await link.open();
  expect(await get(link)).toBe('OK');
  expect(made).toHaveLength(2);
});

it('keeps one connection of two that were opened at once', async () => {
  const { link, made, opened } = makeBench();
  await Promise.all([link.open(), link.open()]);
  expect(made.map(({ destroyed }) => destroyed)).toEqual([0, 1]);
  expect(opened()).toBe(1);
});
