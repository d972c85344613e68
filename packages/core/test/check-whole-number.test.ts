import { describe, expect, it } from 'vitest';
import { checkWholeNumber } from '../src/check-whole-number.js';

const check = (value: unknown) => () => checkWholeNumber('Cannot create limiter', 'limit', value, 1, 60);

describe('checkWholeNumber', () => {
  it.each([
    [0],
    [61],
    [-1],
    [1.5],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ['5'],
    [5n],
    [null],
    [undefined],
    [{}],
  ])('refuses %s and says what was found', (value) => {
    expect(check(value)).toThrow(
      new TypeError(`Cannot create limiter: limit is ${String(value)}, must be a whole number from 1 to 60`),
    );
  });

  it.each([[1], [30], [60]])('takes %s', (value) => {
    expect(check(value)).not.toThrow();
  });
});
