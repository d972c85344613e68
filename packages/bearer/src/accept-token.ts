import { type Credential, type Eventually, isPromiseLike, type Principal } from '@portcullis/core';
import type { Authority } from '@portcullis/store';
import type { AcceptedIssuer } from './accepted-issuer.js';
import type { AttestedToken } from './attested-token.js';
import { currentAuthority } from './current-authority.js';
import { newestChange, refuseRevoked, revocationSubject } from './revocation.js';
import { toCredential } from './to-credential.js';
import { refuseUnverifiableBinding } from './token-binding.js';
import type { VerifiedToken } from './verified-token.js';

/** Accepts a token that its issuer stands by, or throws (also as a rejection) when it is refused. */
export type AcceptToken = (
  issuer: AcceptedIssuer,
  attested: AttestedToken,
  token: string,
) => Eventually<VerifiedToken>;

/** What a token takes in memory besides its own text, about. */
const ENTRY_BYTES = 1024;

/** Makes what all tokens go through: what they are bound to, revocation, the current authority of those they name. */
export function tokenAcceptance(toPrincipal: (credential: Credential) => Principal): AcceptToken {
  return (issuer, attested, token) => {
    const { caller, claims, notBefore, expiresAt, signature, isCostly } = attested;
    refuseUnverifiableBinding(claims);
    const subject = revocationSubject(issuer.name, attested);
    // Asked before the authority is read: a change in between makes it be read again.
    const change = newestChange(issuer.revocations, subject, attested);
    const complete = (authority: Partial<Authority>): VerifiedToken => ({
      principal: toPrincipal(toCredential(issuer.name, claims, caller, authority)),
      issuer,
      notBefore,
      expiresAt,
      signature,
      subject,
      change,
      isCostly,
      bytes: token.length + ENTRY_BYTES,
    });
    const authority = currentAuthority(issuer, caller, claims);
    if (!isPromiseLike(authority)) return complete(authority);
    return authority.then((found) => {
      refuseRevoked(issuer.revocations, subject);
      return complete(found);
    });
  };
}
