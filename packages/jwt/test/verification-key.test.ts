import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { verificationKeysOf } from '../src/verification-key.js';
import { ALL_ALGORITHMS } from './support/algorithms.js';

const jwkOf = (key: KeyObject): JWK => key.export({ format: 'jwk' }) as JWK;

const rsa = jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ec = jwkOf(p256.publicKey);
const ed = jwkOf(generateKeyPairSync('ed25519').publicKey);
const withExponent = (hex: string) => ({ ...rsa, e: Buffer.from(hex, 'hex').toString('base64url') });

describe('verificationKeysOf', () => {
  it.each<[string, unknown, RegExp]>([
    ['null', null, /no JSON object/],
    ['text', 'x', /no JSON object/],
    ['a list', [], /no JSON object/],
    ['an empty object', {}, /cannot be read/],
    ['a key of an unknown type', { kty: 'AKP', pub: 'AQ' }, /cannot be read/],
    ['a symmetric key', { kty: 'oct', k: 'c2VjcmV0' }, /symmetric/],
    ['a private key', jwkOf(p256.privateKey), /private/],
    ['a key for encryption', { ...ec, use: 'enc' }, /use/],
    ['a key whose use is null', { ...ec, use: null }, /use/],
    ['a key that may only sign', { ...ec, key_ops: ['sign'] }, /key_ops/],
    ['a key whose operations are text', { ...ec, key_ops: 'verify' }, /key_ops/],
    ['a kid that is a number', { ...ec, kid: 1 }, /kid/],
    ['a kid that is empty', { ...ec, kid: '' }, /kid/],
    ['a point that is not on the curve', { ...ec, y: ec.x }, /cannot be read/],
    ['half a key', { kty: 'EC', crv: 'P-256', x: ec.x }, /cannot be read/],
    ['RSA of 1024 bits', jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey), /1024 bits/],
    ['RSA of 2047 bits', jwkOf(generateKeyPairSync('rsa', { modulusLength: 2047 }).publicKey), /2047 bits/],
    ['RSA with the exponent 1', withExponent('01'), /exponent|cannot be read/],
    ['RSA with an even exponent', withExponent('010000'), /exponent|cannot be read/],
    ['an HMAC with a public key', { ...rsa, alg: 'HS256' }, /does not fit/],
    ['another algorithm than its type has', { ...ec, alg: 'RS256' }, /does not fit/],
    ['another algorithm than its curve has', { ...ec, alg: 'ES384' }, /does not fit/],
    ['an algorithm that is no text', { ...ec, alg: 256 }, /does not fit/],
    [
      'the curve of bitcoin',
      jwkOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey),
      /does not fit/,
    ],
    ['Ed448', jwkOf(generateKeyPairSync('ed448').publicKey), /does not fit/],
    ['X25519', jwkOf(generateKeyPairSync('x25519').publicKey), /does not fit/],
  ])('refuses %s', (_what, jwk, message) => {
    expect(() => verificationKeysOf(jwk, ALL_ALGORITHMS)).toThrow(TypeError);
    expect(() => verificationKeysOf(jwk, ALL_ALGORITHMS)).toThrow(message);
  });

  it('refuses a key that fits none of the algorithms that are wanted', () => {
    expect(() => verificationKeysOf(ec, ['RS256', 'EdDSA'])).toThrow('does not fit RS256, EdDSA');
  });

  it('binds a key to the algorithms of its type and curve', () => {
    const algorithmsOf = (jwk: JWK) =>
      verificationKeysOf(jwk, ALL_ALGORITHMS).map(({ algorithm }) => algorithm);
    expect(algorithmsOf(rsa)).toEqual(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']);
    expect(algorithmsOf(ec)).toEqual(['ES256']);
    expect(algorithmsOf(jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey))).toEqual([
      'ES384',
    ]);
    expect(algorithmsOf(jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-521' }).publicKey))).toEqual([
      'ES512',
    ]);
    expect(algorithmsOf(ed)).toEqual(['EdDSA']);
  });

  it('binds a key to the one algorithm that it names itself', () => {
    expect(verificationKeysOf({ ...rsa, alg: 'PS256' }, ALL_ALGORITHMS)).toMatchObject([
      { algorithm: 'PS256' },
    ]);
    expect(verificationKeysOf({ ...ed, alg: 'Ed25519' }, ALL_ALGORITHMS)).toMatchObject([
      { algorithm: 'EdDSA' },
    ]);
  });

  it('keeps the kid', () => {
    expect(
      verificationKeysOf({ ...ec, kid: 'a', use: 'sig', key_ops: ['verify'] }, ALL_ALGORITHMS),
    ).toMatchObject([{ kid: 'a' }]);
    expect(verificationKeysOf(ec, ALL_ALGORITHMS)).toMatchObject([{ kid: undefined }]);
  });
});
