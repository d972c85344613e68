import { isPromiseLike, type Principal } from '@portcullis/core';
import type { RevocationSubject } from '@portcullis/store';
import type { AcceptedIssuer } from './accepted-issuer.js';
import type { TokenSignature } from './attested-token.js';
import { refuseRevoked } from './revocation.js';

/** What was found out about a token: its principal, and what may end it. */
export interface VerifiedToken {
  readonly principal: Principal;
  readonly issuer: AcceptedIssuer;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  /** Milliseconds since the epoch: no longer good from then on. */
  readonly expiresAt: number;
  /** `undefined` for a token that no key signed. */
  readonly signature: TokenSignature | undefined;
  readonly subject: RevocationSubject;
  /** Number of the newest change notice before its authority was read. */
  readonly change: number;
  /** It took a question to another server, so it is kept from its first sight on. */
  readonly isCostly: boolean;
  /** What it takes in memory, about. */
  readonly bytes: number;
}

/**
 * Whether what was found out is still so: the token is within its time, its issuer still has its key, nobody revoked it,
 * and nothing changed for those it names. Runs on every hit: no promise, no closure, nothing allocated.
 *
 * @throws InvalidTokenError when it is revoked, ServiceUnavailableError when revocations are too old to be believed.
 */
export function stillHolds(token: VerifiedToken, now: number): boolean {
  if (now >= token.expiresAt || now < token.notBefore) return false;
  const { signature, issuer } = token;
  if (signature !== undefined && !isKeyCurrent(signature)) return false;
  const { revocations } = issuer;
  if (revocations === undefined) return true;
  refuseRevoked(revocations, token.subject);
  return revocations.changeOf(token.subject) <= token.change;
}

/**
 * Asking the key set also keeps it fresh. A key that its issuer withdrew ends the tokens that it signed; one that was
 * only read again does not.
 */
function isKeyCurrent(signature: TokenSignature): boolean {
  const { kid, keys, key } = signature;
  const current = keys.find(kid, key.algorithm);
  if (current === key) return true;
  if (current === undefined) return false;
  if (isPromiseLike(current)) {
    // Whoever verifies the token in full asks again, and answers for a failure.
    current.then(undefined, () => {});
    return false;
  }
  const isSame = current.key.equals(key.key);
  if (isSame) signature.key = current;
  return isSame;
}
