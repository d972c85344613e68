import { describe, expect, it } from 'vitest';
import { isStorableId, requireId, requireTime } from '../src/engine.js';

describe('isStorableId', () => {
  it.each([
    ['the empty string', ''],
    ['NUL', 'a\0'],
    ['a lone high surrogate', 'a\ud83d'],
    ['a lone low surrogate', '\ude00a'],
    ['surrogates in the wrong order', '\ude00\ud83d'],
    ['more than 512 characters', 'x'.repeat(513)],
    ['a number', 1],
    ['nothing', undefined],
    ['an array of one id', ['id']],
  ])('refuses %s', (_what, value) => {
    expect(isStorableId(value)).toBe(false);
    expect(() => requireId('client', 'id', value)).toThrow(
      'Cannot store client: id must be 1 to 512 characters of well-formed Unicode without NUL',
    );
  });

  it.each(['a', '__proto__', 'x'.repeat(512), '\u{1f600}', '\u202e', ' '])('takes %j', (value) => {
    expect(isStorableId(value)).toBe(true);
    expect(() => requireId('client', 'id', value)).not.toThrow();
  });
});

describe('requireTime', () => {
  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', null, undefined, new Date()])(
    'refuses %s',
    (value) => {
      expect(() => requireTime('code', 'expiresAt', value)).toThrow(
        'Cannot store code: expiresAt must be whole milliseconds since the epoch, not ',
      );
    },
  );

  it.each([0, 1, 2 ** 53 - 1])('takes %s', (value) => {
    expect(() => requireTime('code', 'expiresAt', value)).not.toThrow();
  });
});
