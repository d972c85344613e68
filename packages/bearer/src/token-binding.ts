import { InvalidTokenError } from '@portcullis/core';
import type { JwtClaims } from '@portcullis/jwt';

/**
 * A token with a `cnf` claim (RFC 7800 §3.1) is good in the hands of whoever has a certain key or certificate, and in no
 * others. No member of it can be checked here, so each of them refuses: taken as a plain bearer token, a stolen one
 * would work.
 *
 * @throws InvalidTokenError for any `cnf`, an empty one too.
 */
export function refuseUnverifiableBinding({ cnf }: JwtClaims): void {
  if (cnf === undefined) return;
  throw new InvalidTokenError(
    'Cannot accept token: it is bound (cnf), and the binding cannot be checked here',
    {
      reason: 'unverifiable_binding',
    },
  );
}
