import {
  type Clock,
  type Eventually,
  isPromiseLike,
  type Principal,
  sha256,
  type VerifiedCache,
} from '@portcullis/core';
import { stillHolds, type VerifiedToken } from './verified-token.js';
import type { VerifyAccessToken } from './verify-access-token.js';

/** Token in, principal out. Throws, or rejects, when the token is refused. */
export type AuthenticateToken = (token: string) => Eventually<Principal>;

/** Verifies every token in full, each time. */
export function forgetTokens(verify: VerifyAccessToken): AuthenticateToken {
  return (token) => {
    const verified = verify(token);
    return isPromiseLike(verified) ? verified.then(principalIn) : verified.principal;
  };
}

/**
 * Verifies a token in full unless the cache knows it and what was found out still holds: then its principal is given at
 * once. The digest of the token is the key, so no token is kept in memory.
 */
export function rememberTokens(
  verify: VerifyAccessToken,
  cache: VerifiedCache<VerifiedToken>,
  clock: Clock,
): AuthenticateToken {
  function remember(digest: string, verified: VerifiedToken): Principal {
    if (verified.isCostly || cache.isSecondSight(digest)) cache.add(digest, verified);
    return verified.principal;
  }

  return (token) => {
    const digest = sha256(token);
    const known = cache.find(digest);
    if (known !== undefined && stillHolds(known, clock.now())) return known.principal;
    const verified = verify(token);
    return isPromiseLike(verified)
      ? verified.then((found) => remember(digest, found))
      : remember(digest, verified);
  };
}

function principalIn({ principal }: VerifiedToken): Principal {
  return principal;
}
