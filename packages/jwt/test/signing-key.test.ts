import { generateKeyPairSync } from 'node:crypto';
import { importJWK, type JWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createJwtSigner } from '../src/jwt-signer.js';
import type { SignatureAlgorithm } from '../src/signature-algorithm.js';
import { exportSigningKey, generateSigningKey, importSigningKey } from '../src/signing-key.js';
import { ALL_ALGORITHMS } from './support/algorithms.js';

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'];

const rsaOf = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ format: 'jwk' }) as JWK;

describe('importSigningKey', () => {
  it('refuses what is not a private key of the algorithm', async () => {
    const key = await exportSigningKey(await generateSigningKey('ES256'));
    const { d: _, ...publicJwk } = key;
    const cases: [JWK, SignatureAlgorithm, RegExp][] = [
      [publicJwk, 'ES256', /not a private key/],
      [{ kty: 'oct', k: 'c2VjcmV0' }, 'ES256', /not a private key|cannot be read/],
      [{ kty: 'EC' }, 'ES256', /cannot be read/],
      [key, 'ES384', /cannot be read|does not fit/],
      [key, 'RS256', /cannot be read|does not fit/],
      [{ ...key, alg: 'ES384' }, 'ES256', /does not fit/],
      [{ ...key, use: 'enc' }, 'ES256', /use/],
      [{ ...key, kid: '' }, 'ES256', /kid/],
      [key, 'HS256' as SignatureAlgorithm, /algorithm is HS256/],
    ];
    for (const [jwk, algorithm, message] of cases) {
      await expect(importSigningKey(jwk, algorithm)).rejects.toThrow(TypeError);
      await expect(importSigningKey(jwk, algorithm)).rejects.toThrow(message);
    }
  });

  it('refuses a weak RSA key', async () => {
    await expect(importSigningKey(rsaOf(1024), 'RS256')).rejects.toThrow('RSA key of 1024 bits');
  });

  it('refuses a private part that belongs to another public part', async () => {
    const [one, other] = [rsaOf(2048), rsaOf(2048)];
    const mixed = { ...one, n: other.n } as JWK;
    await expect(importSigningKey(mixed, 'RS256')).rejects.toThrow(/do not belong together|cannot be read/);
  });

  it('keeps secrets out of its errors', async () => {
    const key = await exportSigningKey(await generateSigningKey('ES256'));
    const error: Error = await importSigningKey(key, 'ES384').catch((thrown) => thrown);
    expect(`${error.message} ${String(error.cause)}`).not.toContain(key.d);
  });

  it('keeps the kid, and names a key without one by its thumbprint', async () => {
    const { kid, ...key } = await exportSigningKey(await generateSigningKey('EdDSA'));
    expect((await importSigningKey({ ...key, kid: 'mine' }, 'EdDSA')).kid).toBe('mine');
    expect((await importSigningKey(key as JWK, 'EdDSA')).kid).toBe(kid);
  });
});

describe.each(ALL_ALGORITHMS)('a signing key for %s', (algorithm) => {
  it('goes out and in again, and what it signs satisfies jose', async () => {
    const made = await generateSigningKey(algorithm);
    const key = await importSigningKey(await exportSigningKey(made), algorithm);
    expect(key.publicJwk).toEqual(made.publicJwk);
    expect(key.publicJwk).toMatchObject({ kid: key.kid, alg: algorithm, use: 'sig' });
    for (const member of PRIVATE_MEMBERS) expect(key.publicJwk).not.toHaveProperty(member);
    const signer = createJwtSigner(key);
    const publicKey = await importJWK(key.publicJwk, algorithm);
    for (const token of [
      signer.sign({ sub: 'a' }, 'at+jwt'),
      await signer.signOnPool({ sub: 'a' }, 'at+jwt'),
    ]) {
      const { payload, protectedHeader } = await jwtVerify(token, publicKey, { algorithms: [algorithm] });
      expect(payload).toEqual({ sub: 'a' });
      expect(protectedHeader).toEqual({ alg: algorithm, kid: key.kid, typ: 'at+jwt' });
    }
  });
});

describe('generateSigningKey', () => {
  it('refuses an algorithm that is not for public keys', async () => {
    await expect(generateSigningKey('HS256' as SignatureAlgorithm)).rejects.toThrow(
      'Cannot generate signing key',
    );
  });
});
