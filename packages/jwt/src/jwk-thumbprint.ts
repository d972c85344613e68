import type { JWK } from 'jose';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';

/** The SHA-256 thumbprint of a key (RFC 7638), base64url: a name that anybody who has the public key can compute. */
export function jwkThumbprint(jwk: JWK): Promise<string> {
  return calculateJwkThumbprint(jwk, 'sha256');
}
