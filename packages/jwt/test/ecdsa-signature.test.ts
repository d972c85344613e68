import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derFromJoseSignature, joseSignatureFromDer } from '../src/ecdsa-signature.js';

const CURVES = [
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
] as const;

describe.each(CURVES)('an ECDSA signature on %s', (namedCurve, coordinateBytes) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const data = Buffer.from('data');

  it.each([0, 1, 2 * coordinateBytes - 1, 2 * coordinateBytes + 1])(
    'RFC 7518 §3.4: has exactly two coordinates, not %i bytes',
    (length) => {
      expect(derFromJoseSignature(Buffer.alloc(length, 1), coordinateBytes)).toBeUndefined();
    },
  );

  it('RFC 8725 §2.7: is refused when its coordinates are zero', () => {
    const der = derFromJoseSignature(Buffer.alloc(2 * coordinateBytes), coordinateBytes);
    expect(der).toEqual(Buffer.from('3006020100020100', 'hex'));
    expect(der && verify('sha256', data, publicKey, der)).toBe(false);
  });

  it('is refused when its coordinates are beyond the order of the curve', () => {
    const der = derFromJoseSignature(Buffer.alloc(2 * coordinateBytes, 0xff), coordinateBytes);
    expect(der && verify('sha256', data, publicKey, der)).toBe(false);
  });

  it('goes both ways, leading zeros included', () => {
    const coordinate = fc
      .tuple(
        fc.nat(coordinateBytes),
        fc.uint8Array({ minLength: coordinateBytes, maxLength: coordinateBytes }),
      )
      .map(([zeros, bytes]) => Buffer.from(bytes).fill(0, 0, zeros));
    fc.assert(
      fc.property(coordinate, coordinate, (r, s) => {
        const signature = Buffer.concat([r, s]);
        const der = derFromJoseSignature(signature, coordinateBytes);
        expect(der && joseSignatureFromDer(der, coordinateBytes)).toEqual(signature);
      }),
      { numRuns: 500 },
    );
  });

  it('is the very signature that Node converts', () => {
    for (let round = 0; round < 100; round += 1) {
      const der = sign('sha256', data, privateKey);
      const jose = joseSignatureFromDer(der, coordinateBytes);
      expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose)).toBe(true);
      expect(derFromJoseSignature(jose, coordinateBytes)).toEqual(der);
    }
  });
});
