import { constants, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pssPrivateKey, pssPublicKey } from '../src/pss-key.js';

const padding = constants.RSA_PKCS1_PSS_PADDING;
const data = Buffer.from('data');
const DIGESTS = [
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
] as const;

describe.each([2048, 4096])('an RSASSA-PSS key of %i bits', (modulusLength) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });

  it.each(DIGESTS)(
    'RFC 7518 §3.5: with %s refuses a salt of another length than %i',
    (digest, saltLength) => {
      const key = pssPublicKey(publicKey, digest);
      for (const other of [0, 20, saltLength - 1, saltLength + 1, 100]) {
        const signature = sign(digest, data, { key: privateKey, padding, saltLength: other });
        expect(verify(digest, data, key, signature)).toBe(false);
      }
    },
  );

  it.each(DIGESTS)('with %s refuses a signature with the older padding', (digest) => {
    const key = pssPublicKey(publicKey, digest);
    expect(verify(digest, data, key, sign(digest, data, privateKey))).toBe(false);
  });

  it.each(DIGESTS)('with %s verifies and makes what Node does with options', (digest, saltLength) => {
    const theirs = sign(digest, data, { key: privateKey, padding, saltLength });
    const ours = sign(digest, data, pssPrivateKey(privateKey, digest));
    expect(verify(digest, data, pssPublicKey(publicKey, digest), theirs)).toBe(true);
    expect(verify(digest, data, { key: publicKey, padding, saltLength }, ours)).toBe(true);
  });
});
