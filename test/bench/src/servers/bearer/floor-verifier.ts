import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { toDer } from '../ecdsa-der.js';
import type { BearerMaterial } from './bearer-material.js';

export interface FloorClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly exp: number;
  readonly client_id: string;
  readonly scope: string;
}

/** The least that verifying a token can cost: two splits, one native signature check, one parse, three comparisons. */
export function createFloorVerifier(material: BearerMaterial): (token: string) => FloorClaims | undefined {
  const { issuer, audience, algorithm, jwks } = material;
  const [jwk] = jwks.keys;
  if (jwk === undefined) throw new TypeError('There is no key');
  const isSigned = signatureCheck(algorithm, createPublicKey({ key: { ...jwk }, format: 'jwk' }));
  let knownHeader: string | undefined;

  return (token) => {
    const headerEnd = token.indexOf('.');
    const payloadEnd = token.lastIndexOf('.');
    const header = token.slice(0, headerEnd);
    if (header !== knownHeader) {
      const { alg, kid, typ } = parseSegment<Record<string, unknown>>(header);
      if (alg !== algorithm || kid !== jwk.kid || typ !== 'at+jwt') return undefined;
      knownHeader = header;
    }
    const signature = Buffer.from(token.slice(payloadEnd + 1), 'base64url');
    if (!isSigned(Buffer.from(token.slice(0, payloadEnd), 'latin1'), signature)) return undefined;
    const claims = parseSegment<FloorClaims>(token.slice(headerEnd + 1, payloadEnd));
    if (claims.iss !== issuer || claims.aud !== audience) return undefined;
    return claims.exp > Date.now() / 1000 ? claims : undefined;
  };
}

/** A DER signature and a bare key: an options object costs more than the conversion (Node 24). */
function signatureCheck(
  algorithm: BearerMaterial['algorithm'],
  key: KeyObject,
): (input: Buffer, signature: Buffer) => boolean {
  if (algorithm === 'EdDSA') return (input, signature) => verify(null, input, key, signature);
  if (algorithm === 'RS256') return (input, signature) => verify('sha256', input, key, signature);
  return (input, signature) => verify('sha256', input, key, toDer(signature));
}

function parseSegment<Value>(segment: string): Value {
  return JSON.parse(Buffer.from(segment, 'base64url').toString());
}
