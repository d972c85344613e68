import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { constantTimeEqual, equalDigests, sha256 } from '../src/index.js';

describe('sha256', () => {
  test('FIPS 180-4: digests the known vectors', () => {
    expect(sha256('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
    expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});

describe.each([
  ['constantTimeEqual', constantTimeEqual],
  ['equalDigests', equalDigests],
])('%s', (_name, equal) => {
  test.each([
    ['', 'a'],
    ['a', ''],
    ['secret', 'secret '],
    ['secret', 'Secret'],
    ['secret', 'secre'],
    ['\ud800', '\udfff'],
    ['\ud800', '\ufffd'],
    ['é', 'e\u0301'],
  ])('tells %j from %j', (a, b) => {
    expect(equal(a, b)).toBe(false);
  });

  test('agrees with === on any two texts', () => {
    const text = fc.array(fc.constantFrom(0, 0x41, 0xe9, 0xd800, 0xdc00, 0xfffd), { maxLength: 3 });
    fc.assert(
      fc.property(text, text, (unitsOfA, unitsOfB) => {
        const [a, b] = [String.fromCharCode(...unitsOfA), String.fromCharCode(...unitsOfB)];
        expect(equal(a, b)).toBe(a === b);
        expect(equal(a, `${a}`)).toBe(true);
      }),
    );
  });
});
