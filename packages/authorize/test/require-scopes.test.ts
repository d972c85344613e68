import { allOf } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { requireAnyScope, requireScopes } from '../src/index.js';
import { answerTo, caller } from './support/answer-to.js';

const refused = { status: 403, reason: 'insufficient_scope' };

describe.each([
  ['requireScopes', requireScopes],
  ['requireAnyScope', requireAnyScope],
])('%s, at creation', (name, create) => {
  it.each<[string, readonly unknown[], string]>([
    ['no name', [], 'no name is given'],
    ['an array', [['a', 'b']], 'an array is given, spread it into single names'],
    ['a number', [1], 'a name is of type number, not a string'],
    ['an empty name', [''], '"" is not a name'],
    ['two names in one', ['a b'], '"a b" is not a name'],
    ['a quote', ['a"b'], '"a\\"b" is not a name'],
  ])('refuses %s', (_what, scopes, found) => {
    expect(() => create(...(scopes as string[]))).toThrow(new TypeError(`Cannot create ${name}: ${found}`));
  });
});

describe('requireScopes', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['none of them', ['c']],
    ['one of two', ['a']],
    ['one that begins alike', ['a', 'bb']],
    ['one in another case', ['a', 'B']],
    ['an empty list', []],
    ['no list', undefined],
  ])('RFC 6750 §3.1: refuses a token with %s, and says what would be enough', async (_what, scopes) => {
    const token = caller('token', scopes === undefined ? {} : { scopes });
    expect(await answerTo([token, requireScopes('a', 'b')])).toMatchObject({
      ...refused,
      error: 'insufficient_scope',
      challenges: 'Test token scope="a b"',
    });
  });

  it('lets a token through that has all of them and more', async () => {
    expect(
      await answerTo([caller('token', { scopes: ['c', 'b', 'a'] }), requireScopes('a', 'b')]),
    ).toMatchObject({
      status: 200,
    });
  });

  it('names no scope where a key beside the token cuts it', async () => {
    const both = allOf(caller('apiKey', { scopes: ['a'] }), caller('token', { scopes: ['a', 'b'] }));
    const answer = await answerTo([both, requireScopes('a', 'b')]);
    expect(answer).toMatchObject({ ...refused, challenges: null });
    expect(answer.error).toBeUndefined();
  });

  it('names no scope where only a key came', async () => {
    const answer = await answerTo([caller('apiKey', { scopes: ['a'] }), requireScopes('b')]);
    expect(answer).toMatchObject({ ...refused, challenges: null });
    expect(answer.error).toBeUndefined();
  });
});

describe('requireAnyScope', () => {
  it('refuses a token that has none, and names the first that would be enough', async () => {
    expect(await answerTo([caller('token', { scopes: ['c'] }), requireAnyScope('a', 'b')])).toMatchObject({
      ...refused,
      error: 'insufficient_scope',
      challenges: 'Test token scope="a"',
    });
  });

  it('names the first that no other credential cuts', async () => {
    const both = allOf(caller('apiKey', { scopes: ['b'] }), caller('token', { scopes: [] }));
    expect(await answerTo([both, requireAnyScope('a', 'b')])).toMatchObject({
      challenges: 'Test token scope="b"',
    });
  });

  it('names none where all of them are cut', async () => {
    const both = allOf(caller('certificate', { scopes: [] }), caller('token', { scopes: ['a'] }));
    expect(await answerTo([both, requireAnyScope('a', 'b')])).toMatchObject({ ...refused, challenges: null });
  });

  it.each(['a', 'b'])('lets a token through that has %s alone', async (scope) => {
    expect(await answerTo([caller('token', { scopes: [scope] }), requireAnyScope('a', 'b')])).toMatchObject({
      status: 200,
    });
  });
});
