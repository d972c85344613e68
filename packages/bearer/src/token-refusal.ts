import { InvalidTokenError, type Reason } from '@portcullis/core';

/** The refusal of a token, with what was found about it for the log. */
export function tokenRefusal(found: string, reason: Reason): InvalidTokenError {
  return new InvalidTokenError(`Cannot accept token: ${found}`, { reason });
}
