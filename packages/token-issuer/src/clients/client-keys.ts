import { createKeySet, type JwkSet, type SignatureAlgorithm } from '@portcullis/jwt';
import type { JsonObject } from '@portcullis/store';

/** Public keys of a client, as a JWK Set (RFC 7517 §5). */
export type ClientKeys = JwkSet & JsonObject;

const algorithms: readonly SignatureAlgorithm[] = [
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];

/** @throws TypeError for a key that could not or must not be used: private, symmetric, weak, of another use. */
export function checkClientKeys(action: string, jwks: JwkSet): void {
  try {
    createKeySet(jwks, algorithms);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`${action}: jwks: ${found}`, { cause });
  }
}
