import type { RevocationSubject, RevocationView } from '@portcullis/store';
import type { AttestedToken } from './attested-token.js';
import { tokenRefusal } from './token-refusal.js';

/**
 * What may be revoked about a token: itself, its client, its user, the key that signed it, and the family of refresh tokens
 * that it came with (`family_id`, a claim of `@portcullis/token-issuer`).
 */
export function revocationSubject(
  issuer: string,
  { caller, claims, signature }: AttestedToken,
): RevocationSubject {
  const { jti, iat, family_id: familyId } = claims;
  return {
    issuer,
    ...caller,
    ...(jti !== undefined && { tokenId: jti }),
    ...(typeof familyId === 'string' && { familyId }),
    ...(signature?.kid !== undefined && { signingKeyId: signature.kid }),
    ...(iat !== undefined && { issuedAt: iat }),
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
  { lifeSeconds }: AttestedToken,
): number {
  if (revocations === undefined) return 0;
  refuseLongLife(revocations, lifeSeconds);
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
  throw tokenRefusal('it, or somebody it names, was revoked or suspended', 'revoked');
}

/** A notice is remembered for a stated time: a token that lives longer would be good again once it is forgotten. */
function refuseLongLife({ rememberedMs }: RevocationView, lifeSeconds: number): void {
  if (lifeSeconds * 1000 <= rememberedMs) return;
  throw tokenRefusal('it lives longer than revocations are remembered', 'invalid_claim');
}

/** Whether this can be asked for revocations, as far as can be seen. */
export function isRevocationView(value: unknown): value is RevocationView {
  if (typeof value !== 'object' || value === null) return false;
  const { isRevoked, changeOf, rememberedMs } = value as Partial<RevocationView>;
  return (
    typeof isRevoked === 'function' && typeof changeOf === 'function' && typeof rememberedMs === 'number'
  );
}
