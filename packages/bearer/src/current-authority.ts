import { type Eventually, InvalidTokenError, isPromiseLike, type Names } from '@portcullis/core';
import type { Authority } from '@portcullis/store';
import type { AcceptedIssuer } from './accepted-issuer.js';
import type { AccessTokenClaims } from './attested-token.js';
import type { Caller } from './to-credential.js';

/**
 * What the bearer of a token may do: what its claims say, and where the issuer is one of this process, no more than the
 * current records of client and user allow.
 *
 * @throws InvalidTokenError (also as a rejection) when client or user are gone, or a claim is of another type.
 */
export function currentAuthority(
  { local }: AcceptedIssuer,
  caller: Caller,
  claims: AccessTokenClaims,
): Eventually<Partial<Authority>> {
  if (local === undefined) return authorityInClaims(claims);
  const scope = scopeNames(claims.scope ?? '');
  const authority = local.authorityOf({ ...caller, scope });
  return isPromiseLike(authority) ? authority.then((found) => cutTo(scope, found)) : cutTo(scope, authority);
}

/** What a token leaves out it does not declare. */
function authorityInClaims(claims: AccessTokenClaims): Partial<Authority> {
  const roles = readNames(claims, 'roles');
  const permissions = readNames(claims, 'permissions');
  return {
    ...(claims.scope !== undefined && { scopes: scopeNames(claims.scope) }),
    ...(roles !== undefined && { roles }),
    ...(permissions !== undefined && { permissions }),
  };
}

/** Records say what a client could be given; this token was given its scope and not more. */
function cutTo(scope: Names, authority: Authority | undefined): Authority {
  if (authority === undefined) {
    throw new InvalidTokenError('Cannot accept token: its client or user is gone', { reason: 'revoked' });
  }
  const { scopes, roles, permissions } = authority;
  return { scopes: scopes.filter((name) => scope.includes(name)), roles, permissions };
}

/** A `scope` claim: names with spaces between them (RFC 8693 §4.2). */
function scopeNames(scope: string): Names {
  return scope.split(' ').filter((name) => name !== '');
}

/** RFC 9068 §2.2.3.1: an array of names. A claim of another type must not pass for an absent one. */
function readNames(claims: AccessTokenClaims, claim: 'roles' | 'permissions'): Names | undefined {
  const value = claims[claim];
  if (value === undefined || isNames(value)) return value;
  throw new InvalidTokenError(`Cannot accept token: ${claim} is not a list of names`, {
    reason: 'invalid_claim',
  });
}

function isNames(value: unknown): value is Names {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
