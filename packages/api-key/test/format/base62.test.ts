import { describe, expect, it } from 'vitest';
import { formatBase62, randomBase62 } from '../../src/format/base62.js';

describe('randomBase62', () => {
  it.each([0, 1, 16, 43, 500])('gives %i letters and digits', (length) => {
    expect(randomBase62(length)).toMatch(new RegExp(`^[0-9A-Za-z]{${length}}$`));
  });

  it('draws each digit as often as the others', () => {
    const counts = new Map<string, number>();
    const drawn = 62 * 5000;
    for (const digit of randomBase62(drawn)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    expect(counts.size).toBe(62);
    // Ten standard deviations; a byte taken modulo 62 would give the first eight digits a quarter more.
    for (const count of counts.values()) expect(Math.abs(count - 5000)).toBeLessThan(710);
  });
});

describe('formatBase62', () => {
  it.each([
    [0, 6, '000000'],
    [1, 6, '000001'],
    [61, 2, '0z'],
    [62, 2, '10'],
    [0xffff_ffff, 6, '4gfFC3'],
  ])('writes %i in %i digits as %s', (value, length, text) => {
    expect(formatBase62(value, length)).toBe(text);
  });
});
