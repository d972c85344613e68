import type { AccessTokenClaims } from './attested-token.js';
import { tokenRefusal } from './token-refusal.js';

/**
 * A token with a `cnf` claim (RFC 7800 §3.1) is good in the hands of whoever has a certain key or certificate, and in no
 * others. No member of it can be checked here, so each of them refuses: taken as a plain bearer token, a stolen one
 * would work.
 *
 * @throws InvalidTokenError for any `cnf`, an empty one too.
 */
export function refuseUnverifiableBinding({ cnf }: AccessTokenClaims): void {
  if (cnf === undefined) return;
  throw tokenRefusal('it is bound (cnf), and the binding cannot be checked here', 'unverifiable_binding');
}
