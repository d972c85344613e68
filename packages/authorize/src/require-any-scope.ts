import { defineGuard, type Guard, type Names } from '@portcullis/core';
import { insufficientScope, wouldTokenHelp } from './insufficient-scope.js';
import { requirementNames } from './requirement-names.js';

/**
 * Lets a principal through that has at least one of the scopes. Mount it after the guard of a credential.
 *
 * Refuses with 403; with `insufficient_scope` and the first scope that would be enough in the challenge, where there is
 * one (RFC 6750 §3.1): asking for all of them would give a client more than it needs.
 *
 * @throws TypeError at creation for no scope, or one that is not a scope-token.
 * @example
 * app.get('/accounts', user, requireAnyScope('accounts:read', 'accounts:manage'), listAccounts);
 */
export function requireAnyScope(...scopes: Names): Guard {
  const alternatives = requirementNames('Cannot create requireAnyScope', scopes);
  return defineGuard(`requireAnyScope(${alternatives.join(' ')})`, {
    check(principal) {
      for (const name of alternatives) {
        if (principal.scopes.includes(name)) return true;
      }
      throw insufficientScope(alternatives.find((name) => wouldTokenHelp(principal, name)));
    },
  });
}
