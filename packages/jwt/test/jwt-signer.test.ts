import { createPublicKey } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCompactJwt } from '../src/compact-jwt.js';
import { createJwtSigner } from '../src/jwt-signer.js';
import { generateSigningKey, type SigningKey } from '../src/signing-key.js';

describe('createJwtSigner', () => {
  let key: SigningKey;
  beforeAll(async () => {
    key = await generateSigningKey('EdDSA');
  });

  it('does not start with a key of another algorithm, or a public one', () => {
    for (const wrong of [
      { ...key, algorithm: 'RS256' as const },
      { ...key, privateKey: createPublicKey(key.privateKey) },
    ]) {
      expect(() => createJwtSigner(wrong)).toThrow(/^Cannot create JWT signer: its key is not a private/);
    }
  });

  it('writes alg, kid and typ into the header, and the claims as they are', () => {
    const claims = { sub: 'Zoë', exp: 1.5, nested: { list: [null] } };
    const { header, claims: written } = parseCompactJwt(createJwtSigner(key).sign(claims, 'at+jwt'), 8192);
    expect(header).toEqual({ alg: 'EdDSA', kid: key.kid, typ: 'at+jwt' });
    expect(written).toEqual(claims);
  });

  it('keeps the types apart', () => {
    const signer = createJwtSigner(key);
    const typOf = (token: string) => parseCompactJwt(token, 8192).header.typ;
    expect(['at+jwt', 'JWT', 'at+jwt'].map((typ) => typOf(signer.sign({}, typ)))).toEqual([
      'at+jwt',
      'JWT',
      'at+jwt',
    ]);
  });

  it('reads the claims before it returns, on the pool too', async () => {
    const claims = { sub: 'before' };
    const signing = createJwtSigner(key).signOnPool(claims, 'at+jwt');
    claims.sub = 'after';
    expect(parseCompactJwt(await signing, 8192).claims).toEqual({ sub: 'before' });
  });
});
