import type { Principal } from './principal.js';

/**
 * Would a token with this scope be enough? Not where another credential cuts it off: then no token helps, and the
 * client is not sent for one.
 */
export function wouldMoreScopeHelp(principal: Principal, scope: string | undefined): boolean {
  if (scope === undefined || scope === '') return false;
  const { token: _, ...others } = principal.credentials;
  const cutting = Object.values(others).flatMap(({ scopes }) => (scopes === undefined ? [] : [scopes]));
  return scope.split(' ').every((name) => cutting.every((scopes) => scopes.includes(name)));
}
