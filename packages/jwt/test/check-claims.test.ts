import { describe, expect, it } from 'vitest';
import { checkClaims } from '../src/check-claims.js';
import type { JsonObject } from '../src/parse-json-object.js';
import { reasonOf } from './support/reason-of.js';

const NOW_SECONDS = 1_800_000_000;
const RULES = {
  audiences: new Set(['https://api', 'https://other']),
  requiredClaims: ['sub', 'client_id', 'iat', 'jti'],
};
const GOOD = {
  iss: 'https://issuer',
  aud: 'https://api',
  exp: NOW_SECONDS + 60,
  iat: NOW_SECONDS,
  sub: 'user',
  client_id: 'client',
  jti: 'id',
  scope: 'a b',
};

/** With `undefined`, a claim is left out. */
function judge(changes: JsonObject, now = NOW_SECONDS * 1000): Promise<string> {
  const claims = JSON.parse(JSON.stringify({ ...GOOD, ...changes }));
  return reasonOf(() => checkClaims(claims, RULES, now, 5));
}

describe('checkClaims', () => {
  it.each([undefined, null, 1, {}, '', [''], ['https://api', 1], ['https://api', null], [['https://api']]])(
    'RFC 7519 §4.1.3: refuses the audience %j',
    async (aud) => {
      expect(await judge({ aud })).toBe('invalid_claim');
    },
  );

  it.each([
    [[]],
    ['https://api/'],
    ['HTTPS://API'],
    [['https://apis', 'https://ap']],
    ['https://api https://other'],
  ])('RFC 9068 §4: refuses a token for the audience %j', async (aud) => {
    expect(await judge({ aud })).toBe('wrong_audience');
  });

  it.each([['https://other'], [['https://api']], [['https://x', 'https://other']]])(
    'takes a token for the audience %j',
    async (aud) => {
      expect(await judge({ aud })).toBe('accepted');
    },
  );

  it.each([undefined, null, '1800000060', true, {}, [NOW_SECONDS + 60], -1, 1e300, '2040-01-01', ''])(
    'RFC 7519 §4.1.4: refuses %j as exp',
    async (exp) => {
      expect(await judge({ exp })).toBe('invalid_claim');
    },
  );

  it('refuses an exp that overflows to infinity', async () => {
    const claims = JSON.parse(JSON.stringify(GOOD).replace(/"exp":\d+/, '"exp":1e999'));
    expect(await reasonOf(() => checkClaims(claims, RULES, 0, 5))).toBe('invalid_claim');
  });

  it('RFC 7519 §4.1.4: a token is over on the very millisecond, whatever the tolerance', async () => {
    expect(await judge({}, (NOW_SECONDS + 60) * 1000 - 1)).toBe('accepted');
    expect(await judge({}, (NOW_SECONDS + 60) * 1000)).toBe('expired');
    expect(await judge({ exp: NOW_SECONDS + 0.5 }, NOW_SECONDS * 1000 + 499)).toBe('accepted');
    expect(await judge({ exp: NOW_SECONDS + 0.5 }, NOW_SECONDS * 1000 + 500)).toBe('expired');
    expect(await judge({ exp: 0 })).toBe('expired');
  });

  it.each(['nbf', 'iat'])(
    'RFC 7519 §4.1: %s may be as far ahead as the tolerance, not further',
    async (name) => {
      expect(await judge({ [name]: NOW_SECONDS + 5 })).toBe('accepted');
      expect(await judge({ [name]: NOW_SECONDS + 5.5 })).toBe('not_yet_valid');
      expect(await judge({ [name]: NOW_SECONDS + 6 })).toBe('not_yet_valid');
    },
  );

  it.each(['nbf', 'iat'])('refuses a %s that is no date', async (name) => {
    for (const value of [null, '1', true, {}, [], -1, 1e300])
      expect(await judge({ [name]: value })).toBe('invalid_claim');
  });

  it.each(['sub', 'client_id', 'jti'])('RFC 9068 §2.2: refuses a %s that is no name', async (name) => {
    for (const value of [null, 1, true, {}, ['a'], ''])
      expect(await judge({ [name]: value })).toBe('invalid_claim');
  });

  it('RFC 9068 §2.2.3: refuses a scope that is no string', async () => {
    for (const scope of [null, 1, ['a', 'b'], {}]) expect(await judge({ scope })).toBe('invalid_claim');
    expect(await judge({ scope: '' })).toBe('accepted');
    expect(await judge({ scope: undefined })).toBe('accepted');
  });

  it('RFC 7800 §3.1: refuses a cnf that is no object', async () => {
    for (const cnf of [null, 'x', 1, [], true]) expect(await judge({ cnf })).toBe('invalid_claim');
    expect(await judge({ cnf: { jkt: 'x' } })).toBe('accepted');
  });

  it.each(['sub', 'client_id', 'iat', 'jti'])('RFC 9068 §2.2: refuses a token without %s', async (name) => {
    expect(await judge({ [name]: undefined })).toBe('missing_claim');
  });

  it('does not take what every object has for a claim', async () => {
    const rules = { ...RULES, requiredClaims: ['constructor'] };
    expect(await reasonOf(() => checkClaims(GOOD, rules, NOW_SECONDS * 1000, 5))).toBe('missing_claim');
  });

  it('judges in the order of RFC 9068 §4: audience, then time', async () => {
    expect(await judge({ aud: 'x', exp: 1, nbf: NOW_SECONDS + 60, sub: 1 })).toBe('wrong_audience');
    expect(await judge({ exp: 1, nbf: NOW_SECONDS + 60, sub: 1 })).toBe('expired');
    expect(await judge({ nbf: NOW_SECONDS + 60, sub: 1 })).toBe('not_yet_valid');
  });
});
