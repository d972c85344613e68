import type { Reason } from '@portcullis/core';
import { type Forge, nowInSeconds } from './forge.js';
import { type AttackGroup, each, invalid, type TokenAttack } from './token-attack.js';

/** What is no NumericDate (RFC 7519 §2), although some comparisons with it come out as wished. */
const noDates: readonly unknown[] = [
  ...[null, true, false, '', '0', '9999999999', '1e99', '0x7fffffff', 'Infinity', 'NaN', 'never'],
  ...[' 9999999999', [], [9_999_999_999], {}, { valueOf: 9_999_999_999 }, -1, -9_999_999_999, 1e16, 1e300],
  ...[Number.MAX_VALUE],
];

/** Numbers that JSON can write and `JSON.stringify` does not. */
const noDatesInText = [
  '1e400',
  '-1e400',
  '99999999999999999999999999',
  '9007199254740993',
  '-0.1',
  '1e16',
  '9'.repeat(400),
];

const past = [0, 1, 0.5, 1e9, '-0', '1e0', '0e99'];

export const timeAttacks: readonly AttackGroup[] = [
  ...['exp', 'nbf', 'iat'].map((claim) => ({
    title: `RFC 7519 §2: ${claim} is no date`,
    attacks: [
      ...each(noDates, invalid('invalid_claim'), claim, (forge, value) => forge.mint({ [claim]: value })),
      ...each(noDatesInText, invalid('invalid_claim'), `${claim}, written as`, (forge, text) =>
        withNumber(forge, claim, text),
      ),
    ],
  })),
  {
    title: 'RFC 7519 §4.1.4: expired',
    attacks: [
      ...each(past, invalid('expired'), 'exp, written as', (forge, text) =>
        withNumber(forge, 'exp', String(text)),
      ),
      ...relative([0, -0.001, -1, -300], 'expired', 'exp'),
    ],
  },
  {
    title: 'RFC 7519 §4.1.5, §4.1.6: from the future',
    attacks: [
      ...relative([60, 3600, 1e9], 'not_yet_valid', 'nbf'),
      ...relative([60, 290], 'not_yet_valid', 'iat'),
      ...each([Number.MAX_SAFE_INTEGER], invalid('not_yet_valid'), 'nbf', (forge, nbf) =>
        forge.mint({ nbf }),
      ),
    ],
  },
];

/** Seconds from now on. */
function relative(seconds: readonly number[], reason: Reason, claim: string): readonly TokenAttack[] {
  return each(seconds, invalid(reason), `${claim} in seconds from now:`, (forge, offset) =>
    forge.mint({ [claim]: nowInSeconds() + offset }),
  );
}

function withNumber(forge: Forge, claim: string, text: string): string {
  return forge.mintText(forge.claimsText({ [claim]: 'HERE' }).replace('"HERE"', text));
}
