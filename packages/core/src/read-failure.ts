import { isSecurityError, type SecurityError } from './security-error.js';

/**
 * The refusal that a scheme or requirement threw. A bug is thrown on, and so is a mismatch of credentials: both end
 * the search, while any other refusal leaves the alternatives their turn.
 */
export function readFailure(error: unknown): SecurityError {
  if (isSecurityError(error) && error.reason !== 'credential_mismatch') return error;
  throw error;
}
