import { ForbiddenError, type Names, type Principal } from '@portcullis/core';

/** What a client can be given that lets it do something. */
export interface GivenNames {
  readonly grants: Names;
  readonly scopes: Names;
  readonly roles: Names;
  readonly permissions: Names;
}

/** What a caller may give beside what they hold themselves. */
export type MayGive = (principal: Principal) => Partial<GivenNames>;

const kinds = ['grants', 'scopes', 'roles', 'permissions'] as const;

/**
 * Lets a change through when the client, as it will stand, has nothing that the caller neither holds nor may give. So nobody
 * rises by a secret, a redirect URI or a resumption that they give to a client stronger than themselves.
 *
 * @param grants grants that everybody may give
 */
export function requireMayGive(mayGive: MayGive, grants: Names) {
  /** @throws ForbiddenError */
  return (client: Partial<GivenNames>, principal: Principal): void => {
    const given = mayGive(principal);
    const held: GivenNames = { ...principal, grants };
    const beyond = kinds.find((kind) => {
      const allowed = [...held[kind], ...(given[kind] ?? [])];
      return client[kind]?.some((name) => !allowed.includes(name)) ?? false;
    });
    if (beyond !== undefined) throw beyondAuthority(beyond);
  };
}

function beyondAuthority(kind: string): ForbiddenError {
  return new ForbiddenError(`Cannot change client: it would have ${kind} that the caller may not give`, {
    reason: 'missing_permission',
    code: 'beyond_own_authority',
    description: `The client would have ${kind} that you may not give`,
  });
}
