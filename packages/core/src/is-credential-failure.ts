import type { SecurityError } from './security-error.js';

/** Of the table of reasons: a credential was sent and is not good. */
const FAILURES: ReadonlySet<string> = new Set([
  'malformed_header',
  'malformed_token',
  'malformed_key',
  'expired',
  'not_yet_valid',
  'bad_signature',
  'unknown_key',
  'unknown_token',
  'wrong_issuer',
  'wrong_audience',
  'wrong_type',
  'wrong_environment',
  'missing_claim',
  'invalid_claim',
  'algorithm_not_allowed',
  'weak_key',
  'critical_header',
  'forbidden_header',
  'revoked',
  'suspended',
  'unverifiable_binding',
  'wrong_binding',
  'replayed',
  'untrusted_certificate',
  'not_enrolled',
]);

/** Whether a credential was sent and is not good: neither absent, nor good but not enough, nor our own trouble. */
export function isCredentialFailure({ status, reason }: SecurityError): boolean {
  return status < 500 && FAILURES.has(reason);
}
