import type { Names } from '@portcullis/core';
import { invalidScope } from '../oauth-errors.js';

/**
 * The scopes that a request gets: those it asks for, each once; all that it may have where it asks for none.
 *
 * @throws SecurityError `invalid_scope` when the request is malformed or asks for one that it may not have.
 */
export function grantedScopes(requested: string | undefined, allowed: Names): Names {
  if (requested === undefined) return allowed;
  // RFC 6749 §3.3: single spaces between names. What is no name, an empty one included, nobody may have.
  const scopes = new Set(requested.split(' '));
  for (const scope of scopes) if (!allowed.includes(scope)) throw invalidScope();
  return [...scopes];
}
