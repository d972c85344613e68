import type { Names } from '@portcullis/core';
import type { ConsentRecord } from '@portcullis/store';

/** Whether a consent covers all of the scopes, and was given late enough. A client without scopes needs one too. */
export function hasConsent(consent: ConsentRecord | undefined, scopes: Names, givenAfter = 0): boolean {
  if (consent === undefined || consent.givenAt < givenAfter) return false;
  return scopes.every((scope) => consent.scopes.includes(scope));
}
