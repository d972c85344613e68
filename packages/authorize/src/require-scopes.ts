import { defineGuard, type Guard, type Names } from '@portcullis/core';
import { includesAll } from './includes-all.js';
import { insufficientScope, wouldTokenHelp } from './insufficient-scope.js';
import { requirementNames } from './requirement-names.js';

/**
 * Lets a principal through that has every one of the scopes. Mount it after the guard of a credential.
 *
 * Refuses with 403; with `insufficient_scope` and all of the scopes in the challenge where a token that has them would
 * be let through (RFC 6750 §3.1). Does not ask what the principal's roles could be given.
 *
 * @throws TypeError at creation for no scope, or one that is not a scope-token.
 * @example
 * app.get('/accounts', user, requireScopes('accounts:read'), listAccounts);
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export function requireScopes(...scopes: Names): Guard {
  const required = requirementNames('Cannot create requireScopes', scopes);
  const scope = required.join(' ');
  return defineGuard(`requireScopes(${scope})`, {
    check(principal) {
      if (includesAll(principal.scopes, required)) return true;
      throw insufficientScope(wouldTokenHelp(principal, scope) ? scope : undefined);
    },
  });
}
