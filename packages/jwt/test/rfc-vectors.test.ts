import type { JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { decodeBase64url } from '../src/base64url.js';
import { parseCompactJwt } from '../src/compact-jwt.js';
import { jwkThumbprint } from '../src/jwk-thumbprint.js';
import { createSignatureMaker } from '../src/make-signature.js';
import type { SignatureAlgorithm } from '../src/signature-algorithm.js';
import { importSigningKey } from '../src/signing-key.js';
import { verificationKeysOf } from '../src/verification-key.js';
import { verifySignature } from '../src/verify-signature.js';

/** The keys and signatures that are printed in the RFCs, published for tests. */
const JOE = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
const RSA: JWK = {
  kty: 'RSA',
  n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  e: 'AQAB',
};
const P256: JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const P521: JWK = {
  kty: 'EC',
  crv: 'P-521',
  x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
  y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
};
const ED25519: JWK = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const ED25519_PRIVATE: JWK = { ...ED25519, d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' };
const ED25519_INPUT = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc';
const ED25519_SIGNATURE =
  'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';

const VECTORS: [string, SignatureAlgorithm, JWK, string, string][] = [
  [
    'RFC 7515 A.2',
    'RS256',
    RSA,
    `eyJhbGciOiJSUzI1NiJ9.${JOE}`,
    'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw',
  ],
  [
    'RFC 7515 A.3',
    'ES256',
    P256,
    `eyJhbGciOiJFUzI1NiJ9.${JOE}`,
    'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
  ],
  [
    'RFC 7515 A.4',
    'ES512',
    P521,
    'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA',
    'AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
  ],
  ['RFC 8037 A.4', 'EdDSA', ED25519, ED25519_INPUT, ED25519_SIGNATURE],
];

describe.each(VECTORS)('%s (%s)', (_name, algorithm, jwk, signingInput, encoded) => {
  const [key] = verificationKeysOf(jwk, [algorithm]);
  const signature = decodeBase64url(encoded)!;

  it('does not verify with any bit of the signature changed, or a byte more or less', () => {
    for (let bit = 0; bit < signature.length * 8; bit += 7) {
      const changed = Buffer.from(signature);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(verifySignature(key!, signingInput, changed)).toBe(false);
    }
    expect(verifySignature(key!, signingInput, signature.subarray(1))).toBe(false);
    expect(verifySignature(key!, signingInput, Buffer.concat([signature, Buffer.of(0)]))).toBe(false);
    expect(verifySignature(key!, signingInput, Buffer.alloc(0))).toBe(false);
  });

  it('does not verify over another text', () => {
    expect(verifySignature(key!, `${signingInput}A`, signature)).toBe(false);
  });

  it('verifies', () => {
    expect(verifySignature(key!, signingInput, signature)).toBe(true);
  });
});

describe('RFC 7515 A.2', () => {
  it('parses to its claims', () => {
    const { header, claims } = parseCompactJwt(`eyJhbGciOiJSUzI1NiJ9.${JOE}.AQID`, 8192);
    expect(header).toEqual({ alg: 'RS256' });
    expect(claims).toEqual({ iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true });
  });
});

describe('RFC 8037 A.4', () => {
  it('is signed by us to the very same bytes', async () => {
    const { privateKey } = await importSigningKey(ED25519_PRIVATE, 'EdDSA');
    const signature = createSignatureMaker('EdDSA', privateKey).sign(Buffer.from(ED25519_INPUT));
    expect(signature.toString('base64url')).toBe(ED25519_SIGNATURE);
  });
});

describe('jwkThumbprint', () => {
  it('RFC 7638 §3.1, RFC 8037 A.3: is what the RFC computes, whatever else stands in the key', async () => {
    expect(await jwkThumbprint({ ...ED25519_PRIVATE, kid: 'x', use: 'sig' })).toBe(
      'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    );
  });
});
