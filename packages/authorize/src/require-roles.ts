import { defineGuard, ForbiddenError, type Guard, type Names } from '@portcullis/core';
import { includesAll } from './includes-all.js';
import { requirementNames } from './requirement-names.js';

/**
 * Lets a principal through that has every one of the roles; `anyOf(requireRoles('a'), requireRoles('b'))` asks for one.
 * Mount it after the guard of a credential. Refuses with a plain 403.
 *
 * Roles of several credentials are cut to what they have in common: a key of role `partner` and a token of role
 * `teller` have none. Prefer `requirePermission`, which leaves it to one table what a role may do.
 *
 * @throws TypeError at creation for no role, or one that is not a name.
 * @example
 * app.put('/applications/:id/decision', user, requireRoles('deposit-accounts-manager'), decide);
 */
export function requireRoles(...roles: Names): Guard {
  const required = requirementNames('Cannot create requireRoles', roles);
  return defineGuard(`requireRoles(${required.join(' ')})`, {
    check(principal) {
      if (includesAll(principal.roles, required)) return true;
      throw new ForbiddenError('Cannot let the request through: a role is missing', {
        reason: 'missing_role',
      });
    },
  });
}
