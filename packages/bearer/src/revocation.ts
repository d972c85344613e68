import { InvalidTokenError } from '@portcullis/core';
import type { JwtClaims, VerifiedJwt } from '@portcullis/jwt';
import type { RevocationSubject, RevocationView } from '@portcullis/store';
import type { Caller } from './to-credential.js';

/** What may be revoked about a token: itself, its client, its user, the key that signed it. */
export function revocationSubject(
  { issuer, header, claims }: VerifiedJwt,
  caller: Caller,
): RevocationSubject {
  return {
    issuer,
    ...caller,
    ...(claims.jti !== undefined && { tokenId: claims.jti }),
    ...(header.kid !== undefined && { signingKeyId: header.kid }),
    ...(claims.iat !== undefined && { issuedAt: claims.iat }),
  };
}

/**
 * Refuses a token that is revoked, and gives the number of the newest notice about its client or user, 0 where nobody
 * keeps revocations.
 *
 * @throws InvalidTokenError, ServiceUnavailableError as `refuseRevoked` does
 */
export function newestChange(
  revocations: RevocationView | undefined,
  subject: RevocationSubject,
  claims: JwtClaims,
): number {
  if (revocations === undefined) return 0;
  refuseLongLife(revocations, claims);
  refuseRevoked(revocations, subject);
  return revocations.changeOf(subject);
}

/**
 * Asks whether a token, or somebody it names, is revoked or suspended.
 *
 * @throws InvalidTokenError when it is, ServiceUnavailableError when the view has heard nothing for too long.
 */
export function refuseRevoked(revocations: RevocationView | undefined, subject: RevocationSubject): void {
  if (revocations === undefined || !revocations.isRevoked(subject)) return;
  throw new InvalidTokenError('Cannot accept token: it, or somebody it names, was revoked or suspended', {
    reason: 'revoked',
  });
}

/** A notice is remembered for a stated time: a token that lives longer would be good again once it is forgotten. */
function refuseLongLife({ rememberedMs }: RevocationView, { exp, iat = 0 }: JwtClaims): void {
  if ((exp - iat) * 1000 <= rememberedMs) return;
  throw new InvalidTokenError('Cannot accept token: it lives longer than revocations are remembered', {
    reason: 'invalid_claim',
  });
}

/** Whether this can be asked for revocations, as far as can be seen. */
export function isRevocationView(value: unknown): value is RevocationView {
  if (typeof value !== 'object' || value === null) return false;
  const { isRevoked, changeOf, rememberedMs } = value as Partial<RevocationView>;
  return (
    typeof isRevoked === 'function' && typeof changeOf === 'function' && typeof rememberedMs === 'number'
  );
}
