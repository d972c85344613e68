import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNothingTold } from './expect-refusal.js';
import { createTarget, type Target } from './target.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Ways to spoil a token at one of its characters, and at every how manieth of them they are tried. */
const mutations: readonly (readonly [
  what: string,
  every: number,
  mutate: (token: string, at: number) => string,
])[] = [
  ['cut before it', 1, (token, at) => token.slice(0, at)],
  ['with one bit of it changed', 1, (token, at) => replaced(token, at, changeBit(token.charAt(at), at % 6))],
  ['cut behind it', 5, (token, at) => token.slice(at + 1)],
  ['with a dot in its place', 5, (token, at) => replaced(token, at, '.')],
  ['without it', 5, (token, at) => replaced(token, at, '')],
  ['with it twice', 5, (token, at) => replaced(token, at, token.charAt(at).repeat(2))],
  ['with it and the next one swapped', 5, (token, at) => replaced(token, at, token.charAt(at + 1), 1)],
];

describe('a good token that the guard remembers, spoiled', () => {
  let target: Target;

  beforeAll(async () => {
    target = await createTarget(express);
  });

  afterAll(() => target.close());

  describe.each(['jwks', 'local'] as const)('against /%s', (path) => {
    it.each(mutations)('%s, at every %i. character', async (_what, every, mutate) => {
      const token = target.forges[path].mint();
      const send = (spoiled: string) => sendToken(target, `/${path}`, spoiled);
      for (let sight = 0; sight < 3; sight += 1) expect((await send(token)).status).toBe(200);

      target.ran.length = 0;
      const places = Array.from(token, (_char, at) => at).filter((at) => at % every === 0);
      const spoiled = places.map((at) => mutate(token, at)).filter((other) => other !== token);
      const answers = await inTurns(spoiled, send);

      expect(spoiled.length).toBeGreaterThan(places.length * 0.9);
      expect(target.ran).toEqual([]);
      // No answer but these two: a token that is not good, and none at all.
      expect(new Set(answers.map(({ refusal }) => refusal))).toEqual(refusalsOf(spoiled));
      for (const { text } of answers.slice(0, 20))
        expectNothingTold({ status: 0, headers: [], body: text }, token);
    });
  });

  it('has met no bug meanwhile', () => {
    expect(target.errors).toEqual([]);
  });
});

const notGood = '401 Bearer realm="api", error="invalid_token"';
const notReadable = '400 Bearer realm="api", error="invalid_request"';

function refusalsOf(tokens: readonly string[]): ReadonlySet<string> {
  return new Set(tokens.includes('') ? [notGood, notReadable] : [notGood]);
}

interface Answer {
  readonly status: number;
  readonly refusal: string;
  readonly text: string;
}

async function sendToken({ url }: Target, path: string, token: string): Promise<Answer> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  const { status, headers } = response;
  return { status, refusal: `${status} ${headers.get('www-authenticate')}`, text: await response.text() };
}

/** Sixteen at a time. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += 16) {
    results.push(...(await Promise.all(items.slice(start, start + 16).map(work))));
  }
  return results;
}

/** Puts a text where a character stands, and takes away some that follow and stood in the text. */
function replaced(token: string, at: number, text: string, swapped: 0 | 1 = 0): string {
  return token.slice(0, at) + text + (swapped === 1 ? token.charAt(at) : '') + token.slice(at + 1 + swapped);
}

/** Another character of base64url; a dot becomes a letter. */
function changeBit(char: string, bit: number): string {
  return alphabet.charAt(Math.max(0, alphabet.indexOf(char)) ^ (1 << bit));
}
