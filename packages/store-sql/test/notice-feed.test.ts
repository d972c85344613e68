import type { RevocationNotice } from '@portcullis/store';
import { SettableClock } from '@portcullis/store/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../test/support/engines.js';
import type { Engine } from '../src/engine.js';
import { NoticeFeed } from '../src/notice-feed.js';
import type { Row, Values } from '../src/statement.js';

const issuer = 'https://issuer.example';
const staleAfterMs = 300;

/** An engine of which only the notices are asked, answered when the test says so. */
class FakeEngine implements Engine {
  readonly notices: Row[] = [];
  readonly asked: Values[] = [];
  silent = false;
  held: (() => void)[] | undefined;

  async list<T>(_statement: unknown, values: Values, decode: (row: Row) => T): Promise<readonly T[]> {
    this.asked.push(values);
    if (this.silent) throw new Error('silent');
    const found = this.notices.filter(([number]) => Number(number) > Number(values[0])).slice(0, 1000);
    const { held } = this;
    if (held !== undefined) await new Promise<void>((resolve) => held.push(resolve));
    return found.map((row) => decode(row));
  }
  find = () => undefined;
  write = async () => [];
  transaction = () => Promise.reject(new Error('not here'));
  async open() {}
  async close() {}
}

let engine: FakeEngine;
let clock: SettableClock;
let feed: NoticeFeed;

beforeEach(() => {
  engine = new FakeEngine();
  clock = new SettableClock();
  feed = new NoticeFeed({ engine, clock, rememberedMs: 60_000, pollMs: 5, staleAfterMs });
});

afterEach(() => feed.close());

const notice = (number: number, id: string): Row => [
  number,
  'client',
  id,
  'revoked',
  0,
  clock.now() + 60_000,
];
const isRevoked = (clientId: string): boolean => feed.isRevoked({ issuer, clientId });

describe('a view that is not fresh', () => {
  const stale = expect.objectContaining({ status: 503, reason: 'stale_revocations' });

  it('refuses before it was filled', () => {
    expect(() => isRevoked('a')).toThrow(stale);
  });

  it('refuses from freshUntil on, to the millisecond, and answers again when it hears', async () => {
    await feed.catchUp();
    expect(feed.freshUntil).toBe(clock.now() + staleAfterMs);
    clock.advance(staleAfterMs - 1);
    expect(isRevoked('a')).toBe(false);
    clock.advance(1);
    expect(() => isRevoked('a')).toThrow(stale);
    await feed.catchUp();
    expect(isRevoked('a')).toBe(false);
  });

  it('refuses when the engine falls silent, though the clock was set back', async () => {
    await feed.open();
    engine.silent = true;
    clock.advance(-3_600_000);
    expect(isRevoked('a')).toBe(false);
    await until('the old news is not believed any more', 5_000, () => feed.freshUntil === 0);
    expect(() => isRevoked('a')).toThrow(stale);
    engine.silent = false;
    await until('there is news', 5_000, () => feed.freshUntil > 0);
    expect(isRevoked('a')).toBe(false);
  });

  it('refuses after it was closed, whatever comes in later', async () => {
    engine.held = [];
    const reading = feed.catchUp();
    await until('it reads', 5_000, () => engine.held?.length === 1);
    feed.close();
    engine.held[0]?.();
    await reading;
    expect(() => isRevoked('a')).toThrow(stale);
  });
});

it('reads on from the last notice it has seen, past a full page', async () => {
  for (let number = 1; number <= 2_500; number += 1) engine.notices.push(notice(number, `c-${number}`));
  await feed.catchUp();
  expect(engine.asked).toEqual([[0], [1_000], [2_000]]);
  expect([isRevoked('c-1'), isRevoked('c-2500'), isRevoked('c-2501')]).toEqual([true, true, false]);
  engine.notices.push(notice(2_501, 'c-2501'));
  await feed.catchUp();
  expect(engine.asked.at(-1)).toEqual([2_500]);
  expect(isRevoked('c-2501')).toBe(true);
});

it('does not take a read that began before for the one that was asked for', async () => {
  engine.held = [];
  const first = feed.catchUp();
  await until('it reads', 5_000, () => engine.held?.length === 1);
  engine.notices.push(notice(1, 'a'));
  const heardOf = feed.catchUp();
  const release = engine.held;
  engine.held = undefined;
  release[0]?.();
  await first;
  await heardOf;
  expect(isRevoked('a')).toBe(true);
});

it('tells the relays of its own changes alone', async () => {
  const told: RevocationNotice[] = [];
  feed.onNotice((heard) => told.push(heard));
  engine.notices.push(notice(1, 'of-another'));
  await feed.catchUp();
  expect(told).toEqual([]);
});
