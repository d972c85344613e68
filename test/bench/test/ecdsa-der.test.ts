import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { fromDer, toDer } from '../src/servers/ecdsa-der.js';

it('converts P-256 signatures both ways, short and negative-looking numbers included', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const raw = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  for (let serial = 0; serial < 600; serial += 1) {
    const input = Buffer.from(`input ${serial}`);
    const der = sign('sha256', input, privateKey);
    const signature = fromDer(der);
    expect(verify('sha256', input, raw, signature)).toBe(true);
    expect(toDer(signature)).toEqual(der);
  }
});
