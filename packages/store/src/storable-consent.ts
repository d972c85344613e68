import type { Names } from '@portcullis/core';
import { requireId } from './storable.js';

/** @throws TypeError unless user, client and every scope can be kept. */
export function requireConsent(userId: string, clientId: string, scopes: Names): void {
  requireId('consent', 'userId', userId);
  requireId('consent', 'clientId', clientId);
  if (!Array.isArray(scopes)) throw new TypeError('Cannot store consent: scopes must be a list');
  for (const scope of scopes) requireId('consent', 'scope', scope);
}

/** What is consented to afterwards: what was before, then what is new, each once. */
export function consentedScopes(before: Names, given: Names): Names {
  return [...new Set([...before, ...given])];
}
