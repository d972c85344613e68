import { describe, expect, test } from 'vitest';
import { randomId, randomSecret } from '../src/index.js';

describe.each([
  ['randomId', randomId, 22],
  ['randomSecret', randomSecret, 43],
])('%s', (_name, draw, length) => {
  test('draws base64url of its length, and never the same twice', () => {
    const drawn = Array.from({ length: 1000 }, () => draw());
    expect(new Set(drawn).size).toBe(1000);
    for (const text of drawn) expect(text).toMatch(new RegExp(`^[A-Za-z0-9_-]{${length}}$`));
  });

  test('takes another number of bytes', () => {
    expect(Buffer.from(draw(9), 'base64url')).toHaveLength(9);
  });
});

test('randomId refuses more bytes than it draws at once', () => {
  expect(() => randomId(4097)).toThrow(RangeError);
  expect(() => randomId(Number.NaN)).toThrow(RangeError);
  expect(Buffer.from(randomId(4096), 'base64url')).toHaveLength(4096);
});
