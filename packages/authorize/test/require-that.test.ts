import { ServiceUnavailableError } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { type Predicate, requireThat } from '../src/index.js';
import { answerTo, caller } from './support/answer-to.js';

const everybody = caller('token', { roles: ['teller'] });
const ask = (predicate: unknown) =>
  answerTo([everybody, requireThat('asked', predicate as Predicate<unknown>)]);

describe('requireThat, at creation', () => {
  it.each<[string, unknown, unknown, RegExp]>([
    ['no name', undefined, () => true, /: a name is of type undefined/],
    ['a name of two words', 'in hours', () => true, /: "in hours" is not a name$/],
    ['no predicate', 'asked', undefined, /: the predicate of asked is not a function$/],
    ['a predicate that is true', 'asked', true, /: the predicate of asked is not a function$/],
  ])('refuses %s', (_what, name, predicate, message) => {
    const create = () => requireThat(name as string, predicate as Predicate<unknown>);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it('does not compile with a predicate that may give nothing', () => {
    // @ts-expect-error A function that returns nothing lets nobody through, and says so before it runs.
    requireThat('nothing', () => {});
    // @ts-expect-error Nor does a promise of nothing.
    requireThat('nothing', async () => {});
    // @ts-expect-error Nor what is only like true.
    requireThat('one', () => 1);
  });
});

describe('requireThat', () => {
  it.each([() => false, async () => false])('answers false with a plain 403: %s', async (predicate) => {
    expect(await ask(predicate)).toMatchObject({
      status: 403,
      reason: 'predicate_refused',
      challenges: null,
    });
  });

  it.each([
    () => 1,
    () => 'true',
    () => ({}),
    () => undefined,
    () => null,
    () => {},
    async () => 'yes',
    async () => {},
  ])('takes what is neither true nor false for a mistake of the app: %s', async (predicate) => {
    expect(await ask(predicate)).toMatchObject({ status: 500, bug: expect.any(TypeError) });
  });

  it('hands what it throws to the app, or what its promise rejects with', async () => {
    const bug = new Error('broken');
    expect(await ask(() => Promise.reject(bug))).toMatchObject({ status: 500, bug });
    const throwing = () => {
      throw bug;
    };
    expect(await ask(throwing)).toMatchObject({ status: 500, bug });
  });

  it('answers a refusal that it throws as it says', async () => {
    const down = () => Promise.reject(new ServiceUnavailableError('down', { reason: 'store_unavailable' }));
    expect(await ask(down)).toMatchObject({ status: 503, reason: 'store_unavailable' });
  });

  it('lets through on true, at once or later, and is handed principal and request', async () => {
    const seen: unknown[] = [];
    const predicate: Predicate<{ method?: string }> = ({ roles }, { method }) => {
      seen.push(roles, method);
      return true;
    };
    expect(await ask(predicate)).toMatchObject({ status: 200 });
    expect(await ask(async () => true)).toMatchObject({ status: 200 });
    expect(seen).toEqual([['teller'], 'POST']);
  });
});
