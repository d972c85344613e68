import { type Clock, type Eventually, isPromiseLike } from '@portcullis/core';
import { createJwtVerifier, type JwtVerifier, type VerifiedJwt } from '@portcullis/jwt';
import type { AcceptToken } from './accept-token.js';
import type { SigningIssuer } from './accepted-issuer.js';
import type { AttestedToken } from './attested-token.js';
import { checkTokenGrammar } from './read-bearer-token.js';
import { callerOf } from './to-credential.js';
import type { VerifyAccessToken } from './verify-access-token.js';

/** How JWTs are verified. */
export interface JwtRules {
  readonly clock: Clock;
  readonly clockToleranceSeconds: number;
  readonly maxTokenBytes: number;
}

const MILLISECONDS = 1000;

/** Makes the verification of the JWTs of these issuers. */
export function jwtVerification(
  signers: readonly SigningIssuer[],
  { clock, clockToleranceSeconds, maxTokenBytes }: JwtRules,
  accept: AcceptToken,
): VerifyAccessToken {
  const issuers = new Map(signers.map((issuer) => [issuer.name, issuer]));
  const jwts = createJwtVerifier({
    issuers: signers.map(({ trusted }) => trusted),
    clock,
    clockToleranceSeconds,
    maxLength: maxTokenBytes,
  });
  const acceptJwt = (jwt: VerifiedJwt, token: string) => {
    const issuer = issuerNamed(jwt.issuer, issuers);
    return accept(issuer, attest(jwt, issuer, clockToleranceSeconds), token);
  };
  return (token) => {
    const jwt = verify(jwts, token);
    return isPromiseLike(jwt) ? jwt.then((found) => acceptJwt(found, token)) : acceptJwt(jwt, token);
  };
}

/** What can be read as a JWT obeys the grammar of a token, so only what cannot is held against it: 400 before 401. */
function verify(jwts: JwtVerifier, token: string): Eventually<VerifiedJwt> {
  try {
    return jwts.verify(token);
  } catch (error) {
    checkTokenGrammar(token);
    throw error;
  }
}

function issuerNamed(name: string, issuers: ReadonlyMap<string, SigningIssuer>): SigningIssuer {
  const issuer = issuers.get(name);
  if (issuer === undefined)
    throw new TypeError('Cannot accept token: its issuer is verified, but not configured');
  return issuer;
}

function attest(
  { claims, header, key }: VerifiedJwt,
  { clientClaim, trusted }: SigningIssuer,
  clockToleranceSeconds: number,
): AttestedToken {
  const { exp, nbf = 0, iat = 0 } = claims;
  return {
    caller: callerOf(claims, clientClaim),
    claims,
    notBefore: (Math.max(nbf, iat) - clockToleranceSeconds) * MILLISECONDS,
    expiresAt: exp * MILLISECONDS,
    lifeSeconds: exp - iat,
    signature: { kid: header.kid, keys: trusted.keys, key },
    isCostly: false,
  };
}
