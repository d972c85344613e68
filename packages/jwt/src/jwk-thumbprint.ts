import type { JWK } from 'jose';

/** The SHA-256 thumbprint of a key (RFC 7638), base64url: a name that anybody who has the public key can compute. */
export async function jwkThumbprint(jwk: JWK): Promise<string> {
  // Only now: who verifies alone never needs it.
  const { calculateJwkThumbprint } = await import('jose/jwk/thumbprint');
  return calculateJwkThumbprint(jwk, 'sha256');
}
