import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  generateKey,
  hasKeyPrefix,
  isKeyId,
  isKeyPrefix,
  type KeyClaims,
  parseKey,
} from '../../src/format/key-format.js';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const claims = { prefix: 'bank', environment: 'live', id: '4fT9x2LmQ0aBcDeF' } as const;
const good = generateKey(claims);

const prefixes = fc.stringMatching(/^[a-z][a-z0-9]{1,19}$/);
const anyClaims: fc.Arbitrary<KeyClaims> = fc.record({
  prefix: prefixes,
  environment: fc.constantFrom('live', 'test'),
  id: fc.stringMatching(/^[0-9A-Za-z]{1,64}$/),
});

describe('parseKey', () => {
  it.each([
    ['nothing', ''],
    ['the prefix alone', 'bank'],
    ['no secret', 'bank_live_4fT9x2LmQ0aBcDeF'],
    ['an empty id', good.replace(claims.id, '')],
    ['an id that is too long', generateKey({ ...claims, id: 'a'.repeat(65) })],
    ['another environment', good.replace('live', 'prod')],
    ['another environment that there is', good.replace('live', 'test')],
    ['another case', good.toUpperCase()],
    ['another prefix', good.replace('bank', 'bonk')],
    ['another prefix with its own checksum', generateKey({ ...claims, prefix: 'shop' })],
    ['a prefix that begins with it', generateKey({ ...claims, prefix: 'bankx' })],
    ['a space in front', ` ${good}`],
    ['a line end behind', `${good}\n`],
    ['one character more', `${good}0`],
    ['one character less', good.slice(0, -1)],
    ['two keys', `${good}, ${good}`],
    ['a letter that only looks alike', good.replace('bank', 'b\u0430nk')],
    ['NUL', `${good}\0`],
  ])('refuses %s', (_, text) => {
    expect(parseKey(text, 'bank')).toBeUndefined();
  });

  it('refuses every slip of one character', () => {
    const slips = fc.tuple(fc.nat(good.length - 1), fc.constantFrom(...alphabet, '_', '-', ' '));
    fc.assert(
      fc.property(anyClaims, slips, (made, [place, character]) => {
        const key = generateKey(made);
        const index = place % key.length;
        fc.pre(key[index] !== character);
        const slipped = `${key.slice(0, index)}${character}${key.slice(index + 1)}`;
        expect(parseKey(slipped, made.prefix)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses two neighbours that changed places, and a character that was dropped or doubled', () => {
    fc.assert(
      fc.property(anyClaims, fc.nat(200), (made, place) => {
        const key = generateKey(made);
        const index = place % (key.length - 1);
        const [one = '', other = ''] = [key[index], key[index + 1]];
        const around = (middle: string) => `${key.slice(0, index)}${middle}${key.slice(index + 2)}`;
        if (one !== other) expect(parseKey(around(other + one), made.prefix)).toBeUndefined();
        if (one !== other) expect(parseKey(around(one), made.prefix)).toBeUndefined();
        expect(parseKey(around(one + one + other), made.prefix)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('finds no key in any other text, whatever it is', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.string({ unit: 'grapheme', maxLength: 600 }),
      fc.stringMatching(/^bank_(live|test)_[0-9A-Za-z]{1,20}_[0-9A-Za-z]{47,51}$/),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseKey(text, 'bank')).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('reads what a new key says of itself', () => {
    fc.assert(
      fc.property(anyClaims, (made) => {
        expect(parseKey(generateKey(made), made.prefix)).toEqual(made);
      }),
    );
  });
});

describe('generateKey', () => {
  it('is one word that needs no escape in a URL, and that a secret scanner can look for', () => {
    expect(good).toMatch(/^bank_live_4fT9x2LmQ0aBcDeF_[0-9A-Za-z]{49}$/);
    expect(encodeURIComponent(good)).toBe(good);
  });

  it('draws another secret each time', () => {
    const secrets = Array.from({ length: 100 }, () => generateKey(claims).slice(-49));
    expect(new Set(secrets).size).toBe(100);
  });
});

describe('hasKeyPrefix', () => {
  it.each([
    ['bank_live_x', true],
    ['bank_', true],
    ['bank', false],
    ['bankx_', false],
    ['ban_k', false],
    ['xbank_', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(hasKeyPrefix(text, 'bank')).toBe(expected);
  });
});

it.each(['', 'a', 'Bank', '1bank', 'ba_nk', 'ba-nk', 'bänk', 'a'.repeat(21), 7, undefined])(
  '%j is no prefix',
  (prefix) => {
    expect(isKeyPrefix(prefix)).toBe(false);
  },
);

it.each(['', 'a_b', 'a-b', 'ä', 'a'.repeat(65), 7, undefined])('%j is no id', (id) => {
  expect(isKeyId(id)).toBe(false);
});
