import { type Credential, InvalidTokenError } from '@portcullis/core';
import type { Authority } from '@portcullis/store';
import type { AccessTokenClaims } from './attested-token.js';

/** Who is calling, by ids of the token's issuer. */
export interface Caller {
  readonly clientId: string;
  /** Absent where the token speaks for its client: `sub` is the client's own id (RFC 9068 §2.2). */
  readonly userId?: string;
}

/**
 * Reads client and user out of verified claims.
 *
 * @param clientClaim `client_id`, or what the issuer has in its place.
 * @throws InvalidTokenError when the token names no client.
 */
export function callerOf(claims: AccessTokenClaims, clientClaim: string): Caller {
  const clientId = claims[clientClaim];
  if (typeof clientId !== 'string' || clientId === '') {
    throw new InvalidTokenError(`Cannot accept token: ${clientClaim} names no client`, {
      reason: 'invalid_claim',
    });
  }
  const { sub } = claims;
  return sub === undefined || sub === clientId ? { clientId } : { clientId, userId: sub };
}

/** What a verified token says, as the credential that the principal is made of. */
export function toCredential(
  issuer: string,
  { jti }: AccessTokenClaims,
  { clientId, userId }: Caller,
  { scopes, roles, permissions }: Partial<Authority>,
): Credential {
  return {
    kind: 'token',
    ...(jti !== undefined && { id: jti }),
    client: { id: clientId, issuer },
    ...(userId !== undefined && { user: { id: userId, issuer } }),
    ...(scopes !== undefined && { scopes }),
    ...(roles !== undefined && { roles }),
    ...(permissions !== undefined && { permissions }),
  };
}
