import {
  ForbiddenError,
  InsufficientScopeError,
  type Principal,
  type SecurityError,
  wouldMoreScopeHelp,
} from '@portcullis/core';

const MESSAGE = 'Cannot let the request through: a scope is missing';

/** Whether a token that has this scope would be let through: one is there, and no credential beside it cuts the scope. */
export function wouldTokenHelp(principal: Principal, scope: string): boolean {
  return principal.credentials.token !== undefined && wouldMoreScopeHelp(principal, scope);
}

/** The refusal for missing scope; `helpful` is what a token should have, absent where none would help. */
export function insufficientScope(helpful: string | undefined): SecurityError {
  if (helpful === undefined) return new ForbiddenError(MESSAGE, { reason: 'insufficient_scope' });
  return new InsufficientScopeError(MESSAGE, { scope: helpful });
}
