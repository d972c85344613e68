import type { Credential, Names, Principal } from './principal.js';

/** What the leading credential, the first of them, gives, cut to what every other one declares. */
export function cutLists(held: readonly Credential[]): Pick<Principal, 'scopes' | 'roles' | 'permissions'> {
  return {
    scopes: cut(held.map(({ scopes }) => scopes)),
    roles: cut(held.map(({ roles }) => roles)),
    permissions: cut(held.map(({ permissions }) => permissions)),
  };
}

/** One credential that two schemes verified: it holds what both of them say. */
export function sameCredential(one: Credential, other: Credential): Credential {
  const { besideAnyClient: _, ...rest } = one;
  const scopes = common(one.scopes, other.scopes);
  const roles = common(one.roles, other.roles);
  const permissions = common(one.permissions, other.permissions);
  return Object.freeze({
    ...rest,
    ...(one.besideAnyClient === true && other.besideAnyClient === true && { besideAnyClient: true as const }),
    ...(scopes !== undefined && { scopes }),
    ...(roles !== undefined && { roles }),
    ...(permissions !== undefined && { permissions }),
  });
}

/** A leader without a list gives nothing; another one without a list cuts nothing. */
function cut([lead, ...others]: readonly (Names | undefined)[]): Names {
  const given = (lead ?? []).filter((name) =>
    others.every((other) => other === undefined || other.includes(name)),
  );
  return Object.freeze(given);
}

/** Sorted, so that it is the same whichever of the two came first. */
function common(one: Names | undefined, other: Names | undefined): Names | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Object.freeze(one.filter((name) => other.includes(name)).sort());
}
