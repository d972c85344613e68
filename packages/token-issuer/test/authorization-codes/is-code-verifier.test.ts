import { sha256 } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { isCodeVerifier } from '../../src/authorization-codes/is-code-verifier.js';

/** The example of RFC 7636, appendix B. */
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('isCodeVerifier', () => {
  it.each([
    ['another verifier', `${verifier.slice(0, -1)}l`, challenge],
    ['the challenge itself', challenge, challenge],
    ['a padded challenge', verifier, `${challenge}=`],
    ['no challenge', verifier, ''],
  ])('RFC 7636 §4.6: refuses %s', (_, presented, known) => {
    expect(isCodeVerifier(presented, known)).toBe(false);
  });

  it.each([
    ['42 characters', 'a'.repeat(42)],
    ['129 characters', 'a'.repeat(129)],
    ['a space', `${'a'.repeat(43)} `],
    ['a line break at the end', `${'a'.repeat(43)}\n`],
    ['a letter beyond ASCII', `${'a'.repeat(43)}é`],
    ['a plus sign', `${'a'.repeat(43)}+`],
  ])('RFC 7636 §4.1: refuses %s, whatever its challenge', (_, presented) => {
    expect(isCodeVerifier(presented, sha256(presented))).toBe(false);
  });

  it('takes the example of RFC 7636, and every unreserved character', () => {
    expect(isCodeVerifier(verifier, challenge)).toBe(true);
    const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~';
    expect(isCodeVerifier(unreserved, sha256(unreserved))).toBe(true);
    expect(isCodeVerifier('a'.repeat(128), sha256('a'.repeat(128)))).toBe(true);
  });
});
