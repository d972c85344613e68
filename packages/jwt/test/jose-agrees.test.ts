import fc from 'fast-check';
import { importJWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createJwtVerifier } from '../src/jwt-verifier.js';
import { createKeySet } from '../src/key-set.js';
import { generateSigningKey } from '../src/signing-key.js';
import { forge } from './support/forge.js';

/**
 * jose is the judge: whatever we accept, it accepts, and reads the same out of it. (The other way round we are stricter
 * on purpose: duplicate members, spellings, required claims, dates.)
 */
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'https://api.example';
const NOW = 1_800_000_000;
const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  exp: NOW + 60,
  iat: NOW,
  sub: 's',
  client_id: 'c',
  jti: 'j',
  scope: 'a',
};

const strange = fc.oneof(
  fc.constantFrom(
    null,
    true,
    '',
    0,
    -1,
    1e300,
    [],
    {},
    'ES256',
    NOW,
    NOW + 5.5,
    NOW + 60.5,
    String(NOW + 60),
  ),
  fc.constantFrom<unknown>(AUDIENCE, [AUDIENCE], ['x', AUDIENCE], [AUDIENCE, 1], ISSUER, [ISSUER]),
  fc.jsonValue({ maxDepth: 2 }),
);
const headerMember = fc.oneof(
  fc.record({
    alg: fc.constantFrom<unknown>(
      'ES256',
      'RS256',
      'PS256',
      'EdDSA',
      'Ed25519',
      'none',
      'HS256',
      'es256',
      null,
    ),
  }),
  fc.record({
    typ: fc.constantFrom<unknown>(
      'at+jwt',
      'AT+JWT',
      'application/at+jwt',
      'JWT',
      'application/x/at+jwt',
      1,
      null,
    ),
  }),
  fc.record({ kid: fc.constantFrom<unknown>('k', 'other', '', 1, null, undefined) }),
  fc.record({ crit: strange }),
  fc.record({ b64: strange }),
  fc.record({ jwk: strange }),
  fc.constant({ zip: 'DEF', x5t: 'x' }),
  fc.dictionary(fc.string(), strange, { maxKeys: 3 }),
);
const headerMembers = fc
  .array(headerMember, { maxLength: 2 })
  .map((members) => Object.assign({}, ...members));
const claimMembers = fc.dictionary(
  fc.constantFrom(
    'iss',
    'aud',
    'exp',
    'nbf',
    'iat',
    'sub',
    'client_id',
    'jti',
    'scope',
    'cnf',
    'x',
    '__proto__',
  ),
  fc.oneof(strange, fc.constant(undefined)),
  { maxKeys: 2 },
);
const insertion = fc.record({
  at: fc.nat(1000),
  by: fc.constantFrom('', '.', '=', ' ', '\n', 'A', 'B', '_', '-', '+', '/', 'é', '..', 'AA'),
  cut: fc.nat(2),
});
const edits = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(insertion, { minLength: 1, maxLength: 2 }) },
);

function edit(token: string, changes: readonly { at: number; by: string; cut: number }[]): string {
  return changes.reduce((text, { at, by, cut }) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + by + text.slice(place + cut);
  }, token);
}

describe.each(['ES256', 'EdDSA', 'RS256', 'PS256'] as const)('what we accept of %s', (algorithm) => {
  it('jose accepts too, with the same claims', { timeout: 60_000 }, async () => {
    const key = await generateSigningKey(algorithm);
    const publicJwk = { ...key.publicJwk, kid: 'k' };
    const keys = createKeySet({ keys: [publicJwk] }, [algorithm]);
    const clock = { now: () => NOW * 1000 };
    const issuers = [{ issuer: ISSUER, audience: AUDIENCE, algorithms: [algorithm], keys }];
    const { verify } = createJwtVerifier({ issuers, clock });
    const judgeKey = await importJWK(publicJwk, algorithm);
    const rules = {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: algorithm === 'EdDSA' ? ['EdDSA', 'Ed25519'] : [algorithm],
      typ: 'at+jwt',
      currentDate: new Date(NOW * 1000),
      clockTolerance: 5,
      requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'jti'],
    };
    const verdicts = { accepted: 0, refused: 0 };

    await fc.assert(
      fc.asyncProperty(headerMembers, claimMembers, edits, async (header, claims, changes) => {
        const wholeHeader = { alg: algorithm, typ: 'at+jwt', kid: 'k', ...header };
        const token = edit(forge(key.privateKey, algorithm, wholeHeader, { ...CLAIMS, ...claims }), changes);
        let ours: Awaited<ReturnType<typeof verify>>;
        try {
          ours = await verify(token);
        } catch (error) {
          expect(error).toMatchObject({ status: 401, code: 'invalid_token' });
          verdicts.refused += 1;
          return;
        }
        verdicts.accepted += 1;
        const { payload } = await jwtVerify(token, judgeKey, rules);
        expect(ours.claims).toEqual(payload);
      }),
      { numRuns: 3000 },
    );

    // A judge that is never asked proves nothing.
    expect(verdicts.accepted).toBeGreaterThan(50);
    expect(verdicts.refused).toBeGreaterThan(1000);
  });
});
