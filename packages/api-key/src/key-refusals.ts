import { ForbiddenError, SecurityError } from '@portcullis/core';
import type { KeyFault } from './keys/key-verifier.js';

/** Why a key is refused that may be good elsewhere, or was good. */
type Refused = KeyFault | 'wrong_environment';

/**
 * The refusal of a key that is not good: one and the same answer whatever the cause, which stands in the decision event
 * alone.
 */
export function invalidKey(reason: Refused, status: 401 | 403): SecurityError {
  return new SecurityError('Cannot accept API key: it is not good here', {
    status,
    code: 'invalid_api_key',
    reason,
    description: 'The API key is malformed, unknown, expired, suspended or revoked',
  });
}

/** A good key from an address that is not on its list. Shared by all requests, as it is never changed. */
export const addressNotAllowed = new ForbiddenError('Cannot accept API key: not from this address', {
  code: 'address_not_allowed',
  reason: 'address_not_allowed',
  description: 'This API key may not be used from this address',
});
