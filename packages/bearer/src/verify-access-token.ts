import { type Credential, type Eventually, isPromiseLike, type Principal } from '@portcullis/core';
import { type AcceptToken, tokenAcceptance } from './accept-token.js';
import {
  type AcceptedIssuer,
  isOpaqueIssuer,
  isSigningIssuer,
  type OpaqueIssuer,
} from './accepted-issuer.js';
import { isJwt } from './is-jwt.js';
import { checkTokenGrammar } from './read-bearer-token.js';
import type { VerifiedToken } from './verified-token.js';
import { type JwtRules, jwtVerification } from './verify-jwt.js';

/** What access tokens are verified with. */
export interface AccessTokenRules extends JwtRules {
  /** Each signs its tokens, or is asked about them, or both; at most one of them is asked. */
  readonly issuers: readonly AcceptedIssuer[];
  toPrincipal(credential: Credential): Principal;
}

/** What a token is good for: at once where keys and authority are at hand. Throws when it is refused. */
export type VerifyAccessToken = (token: string) => Eventually<VerifiedToken>;

/**
 * Makes the full verification of an access token. Where both JWTs and opaque tokens are taken, its form alone decides by
 * which way it goes, and there is no second try. A cache may stand in front of it.
 */
export function accessTokenVerifier(rules: AccessTokenRules): VerifyAccessToken {
  const accept = tokenAcceptance(rules.toPrincipal);
  const signers = rules.issuers.filter(isSigningIssuer);
  const reader = rules.issuers.find(isOpaqueIssuer);
  if (reader === undefined) return jwtVerification(signers, rules, accept);
  const verifyOpaque = opaqueVerification(reader, accept);
  if (signers.length === 0) return verifyOpaque;
  const verifyJwt = jwtVerification(signers, rules, accept);
  return (token) => (isJwt(token) ? verifyJwt(token) : verifyOpaque(token));
}

function opaqueVerification(issuer: OpaqueIssuer, accept: AcceptToken): VerifyAccessToken {
  return (token) => {
    checkTokenGrammar(token);
    const attested = issuer.opaque.verify(token);
    return isPromiseLike(attested)
      ? attested.then((found) => accept(issuer, found, token))
      : accept(issuer, attested, token);
  };
}
