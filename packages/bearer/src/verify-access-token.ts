import { type Credential, type Eventually, isPromiseLike, type Principal } from '@portcullis/core';
import type { JwtVerifier, VerifiedJwt } from '@portcullis/jwt';
import type { AcceptedIssuer } from './accepted-issuer.js';
import { currentAuthority } from './current-authority.js';
import type { Authority } from './local-issuer.js';
import { checkTokenGrammar } from './read-bearer-token.js';
import { newestChange, refuseRevoked, revocationSubject } from './revocation.js';
import { callerOf, toCredential } from './to-credential.js';
import { refuseUnverifiableBinding } from './token-binding.js';
import type { VerifiedToken } from './verified-token.js';

/** What access tokens are verified with. */
export interface AccessTokenRules {
  readonly issuers: readonly AcceptedIssuer[];
  readonly jwts: JwtVerifier;
  readonly clockToleranceSeconds: number;
  toPrincipal(credential: Credential): Principal;
}

/** What a token is good for: at once where keys and authority are at hand. Throws when it is refused. */
export type VerifyAccessToken = (token: string) => Eventually<VerifiedToken>;

/** What a token takes in memory besides its own text, about. */
const ENTRY_BYTES = 1024;
const MILLISECONDS = 1000;

/**
 * Makes the full verification of an access token: its grammar and the JWT, what it is bound to, revocation, and the
 * current authority of those it names. A cache may stand in front of it.
 */
export function accessTokenVerifier(rules: AccessTokenRules): VerifyAccessToken {
  const { jwts, clockToleranceSeconds, toPrincipal } = rules;
  const issuers = new Map(rules.issuers.map((issuer) => [issuer.trusted.issuer, issuer]));

  function accept(jwt: VerifiedJwt, token: string): Eventually<VerifiedToken> {
    const { claims, header, key } = jwt;
    refuseUnverifiableBinding(claims);
    const issuer = issuerNamed(jwt.issuer, issuers);
    const caller = callerOf(claims, issuer.clientClaim);
    const subject = revocationSubject(jwt, caller);
    // Asked before the authority is read: a change in between makes it be read again.
    const change = newestChange(issuer.revocations, subject, claims);
    const complete = (authority: Partial<Authority>): VerifiedToken => ({
      principal: toPrincipal(toCredential(jwt, caller, authority)),
      issuer,
      notBefore: claims.nbf === undefined ? 0 : (claims.nbf - clockToleranceSeconds) * MILLISECONDS,
      expiresAt: claims.exp * MILLISECONDS,
      kid: header.kid,
      key,
      subject,
      change,
      bytes: token.length + ENTRY_BYTES,
    });
    const authority = currentAuthority(issuer, caller, claims);
    if (!isPromiseLike(authority)) return complete(authority);
    return authority.then((found) => {
      refuseRevoked(issuer.revocations, subject);
      return complete(found);
    });
  }

  return (token) => {
    const jwt = verifyJwt(jwts, token);
    return isPromiseLike(jwt) ? jwt.then((found) => accept(found, token)) : accept(jwt, token);
  };
}

/** What can be read as a JWT obeys the grammar of a token, so only what cannot is held against it: 400 before 401. */
function verifyJwt(jwts: JwtVerifier, token: string): Eventually<VerifiedJwt> {
  try {
    return jwts.verify(token);
  } catch (error) {
    checkTokenGrammar(token);
    throw error;
  }
}

function issuerNamed(name: string, issuers: ReadonlyMap<string, AcceptedIssuer>): AcceptedIssuer {
  const issuer = issuers.get(name);
  if (issuer === undefined)
    throw new TypeError('Cannot accept token: its issuer is verified, but not configured');
  return issuer;
}
