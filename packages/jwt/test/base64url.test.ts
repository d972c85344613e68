import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64url } from '../src/base64url.js';

describe('decodeBase64url', () => {
  it.each([
    ['padding', 'QQ=='],
    ['white space', 'Q Q'],
    ['a line break at the end', 'QUJD\n'],
    ['the alphabet of plain base64', '-_8+'],
    ['a slash of plain base64', '-_8/'],
    ['a character beyond ASCII', 'QUJDé'],
    ['a length that no bytes have', 'QUJDR'],
    ['stray bits after one byte', 'QR'],
    ['stray bits after two bytes', 'QUJ'],
    ['a dot', 'QU.D'],
    ['a NUL', 'QUJD\0'],
  ])('RFC 7515 §2: refuses %s', (_what, text) => {
    expect(decodeBase64url(text)).toBeUndefined();
  });

  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(decodeBase64url(text)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('accepts one spelling only: what is accepted encodes to itself', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'ABCDwxyz0189-_+/=. \n'), maxLength: 12 });
    fc.assert(
      fc.property(nearly, (text) => {
        const bytes = decodeBase64url(text);
        fc.pre(bytes !== undefined);
        expect(bytes.toString('base64url')).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});
