import { equalDigests, sha256 } from '@portcullis/core';

/** RFC 7636 §4.1: 43 to 128 unreserved characters. */
const form = /^[\w.~-]{43,128}$/;

/** Whether this is the verifier behind a challenge of the method S256 (RFC 7636 §4.6). */
export function isCodeVerifier(verifier: string, challenge: string): boolean {
  return form.test(verifier) && equalDigests(sha256(verifier), challenge);
}
