import { isPromiseLike, type Principal } from '@portcullis/core';
import type { VerificationKey } from '@portcullis/jwt';
import type { RevocationSubject } from '@portcullis/store';
import type { AcceptedIssuer } from './accepted-issuer.js';
import { refuseRevoked } from './revocation.js';

/** What was found out about a token: its principal, and what may end it. */
export interface VerifiedToken {
  readonly principal: Principal;
  readonly issuer: AcceptedIssuer;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  /** Milliseconds since the epoch: no longer good from then on. */
  readonly expiresAt: number;
  /** As the token named it. */
  readonly kid: string | undefined;
  /** What it was verified with, as the key set last gave it. */
  key: VerificationKey;
  readonly subject: RevocationSubject;
  /** Number of the newest change notice before its authority was read. */
  readonly change: number;
  /** What it takes in memory, about. */
  readonly bytes: number;
}

/**
 * Whether what was found out is still so: the token is within its time, its issuer still has the key, nobody revoked it,
 * and nothing changed for those it names. Runs on every hit: no promise, no closure, nothing allocated.
 *
 * @throws InvalidTokenError when it is revoked, ServiceUnavailableError when revocations are too old to be believed.
 */
export function stillHolds(token: VerifiedToken, now: number): boolean {
  if (now >= token.expiresAt || now < token.notBefore || !isKeyCurrent(token)) return false;
  const { revocations } = token.issuer;
  if (revocations === undefined) return true;
  refuseRevoked(revocations, token.subject);
  return revocations.changeOf(token.subject) <= token.change;
}

/**
 * Asking the key set also keeps it fresh. A key that its issuer withdrew ends the tokens that it signed; one that was
 * only read again does not.
 */
function isKeyCurrent(token: VerifiedToken): boolean {
  const current = token.issuer.trusted.keys.find(token.kid, token.key.algorithm);
  if (current === token.key) return true;
  if (current === undefined) return false;
  if (isPromiseLike(current)) {
    // Whoever verifies the token in full asks again, and answers for a failure.
    current.then(undefined, () => {});
    return false;
  }
  const isSame = current.key.equals(token.key.key);
  if (isSame) token.key = current;
  return isSame;
}
