import { expect, it } from 'vitest';
import { keyDigest } from '../src/key-digest.js';

it('is of one length, and tells nothing', () => {
  for (const key of ['', 'client-7:jti', 'long '.repeat(10_000)])
    expect(keyDigest(key)).toMatch(/^[\w-]{43}$/);
});

it('tells apart all strings, those too that have no UTF-8', () => {
  const keys = ['', 'a', 'A', '\0', '\uD800', '\uDBFF', '\uFFFD', '"', '\\', '\\ud800'];
  expect(new Set(keys.map(keyDigest)).size).toBe(keys.length);
});

it('stays what it is: marks of the release before must be found', () => {
  expect(keyDigest('jti-1')).toBe('8Qwh6NbooWoBhg0g7FqeEjK53QQYH85yakyT8OB4-2w');
});
