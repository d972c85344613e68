import { generateKeyPairSync } from 'node:crypto';
import { ServiceUnavailableError } from '@portcullis/core';
import type { JWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createJwtVerifier, type JwtVerifierOptions, type VerifiedJwt } from '../src/jwt-verifier.js';
import { createKeySet, type KeySet } from '../src/key-set.js';
import { generateSigningKey, type SigningKey } from '../src/signing-key.js';
import type { TrustedIssuer } from '../src/trusted-issuer.js';
import { encode, forge } from './support/forge.js';
import { reasonOf } from './support/reason-of.js';
import { createStubClock } from './support/stub-clock.js';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'https://api.example';
const clock = createStubClock();
const now = Math.floor(clock.now() / 1000);
const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  exp: now + 300,
  iat: now,
  sub: 'user-1',
  client_id: 'client-1',
  jti: 'token-1',
  scope: 'accounts:read',
};

let key: SigningKey;
let rsa: SigningKey;
let header: { alg: string; kid: string; typ: string };

const trusted = (changes: Partial<TrustedIssuer> = {}): TrustedIssuer => ({
  issuer: ISSUER,
  audience: AUDIENCE,
  algorithms: ['ES256', 'RS256'],
  keys: createKeySet({ keys: [key.publicJwk, rsa.publicJwk] }, ['ES256', 'RS256']),
  ...changes,
});
const verifier = (changes: Partial<TrustedIssuer> = {}, options: Partial<JwtVerifierOptions> = {}) =>
  createJwtVerifier({ issuers: [trusted(changes)], clock, ...options });
const token = (headerChanges: object = {}, claimChanges: object = {}) =>
  forge(key.privateKey, 'ES256', { ...header, ...headerChanges }, { ...CLAIMS, ...claimChanges });
const judge = (text: string, changes: Partial<TrustedIssuer> = {}) =>
  reasonOf(() => verifier(changes).verify(text));

beforeAll(async () => {
  key = await generateSigningKey('ES256');
  rsa = await generateSigningKey('RS256');
  header = { alg: 'ES256', kid: key.kid, typ: 'at+jwt' };
});

describe('createJwtVerifier', () => {
  it.each<[string, object, RegExp]>([
    ['no issuers', { issuers: undefined }, /issuers is missing/],
    ['an empty list of issuers', { issuers: [] }, /issuers is missing/],
    ['an unknown option', { issuer: ISSUER }, /unknown option "issuer"/],
    ['a tolerance that is text', { clockToleranceSeconds: '5' }, /clockToleranceSeconds is 5/],
    ['a negative tolerance', { clockToleranceSeconds: -1 }, /clockToleranceSeconds is -1/],
    ['a length that is no number', { maxLength: Number.NaN }, /maxLength is NaN/],
  ])('does not start with %s', (_what, options, message) => {
    const start = () => createJwtVerifier({ issuers: [trusted()], ...options });
    expect(start).toThrow(TypeError);
    expect(start).toThrow(message);
  });

  it.each<[string, object, RegExp]>([
    ['no issuer', { issuer: undefined }, /issuer is missing/],
    ['an empty issuer', { issuer: '' }, /issuer is missing/],
    ['no audience', { audience: undefined }, /audience is missing/],
    ['an empty audience', { audience: '' }, /audience is missing/],
    ['an empty list of audiences', { audience: [] }, /audience is missing/],
    ['an audience that is a number', { audience: [1] }, /audience is missing/],
    ['no algorithms', { algorithms: undefined }, /algorithms is missing/],
    ['none', { algorithms: ['none'] }, /algorithm is none/],
    ['HMAC', { algorithms: ['ES256', 'HS256'] }, /algorithm is HS256/],
    ['no keys', { keys: undefined }, /keys is no key set/],
    ['keys that are a JWK set', { keys: { keys: [] } }, /keys is no key set/],
    ['no types', { acceptTyp: [] }, /acceptTyp is missing/],
    ['a type that is a number', { acceptTyp: [1] }, /acceptTyp is missing/],
    ['a required claim that is a number', { requiredClaims: [1] }, /requiredClaims is missing/],
    ['required claims that are text', { requiredClaims: 'sub' }, /requiredClaims is missing/],
    ['a mistyped option', { audiences: [AUDIENCE] }, /unknown option "audiences"/],
  ])('does not start with an issuer that has %s', (_what, changes, message) => {
    expect(() => verifier(changes)).toThrow(TypeError);
    expect(() => verifier(changes)).toThrow(message);
  });

  it('does not start with one issuer twice', () => {
    expect(() => createJwtVerifier({ issuers: [trusted(), trusted()] })).toThrow('is listed twice');
  });
});

describe('verify', () => {
  it('refuses every change of a single character', async () => {
    const good = token();
    const { verify } = verifier();
    for (let at = 0; at < good.length; at += 1) {
      const changed = `${good.slice(0, at)}${good[at] === 'A' ? 'B' : 'A'}${good.slice(at + 1)}`;
      expect(await reasonOf(() => verify(changed)), changed).not.toBe('accepted');
    }
  });

  it.each<[string, (good: string) => string, string]>([
    [
      'a signature of another token',
      (good) => good.replace(/[^.]+$/, token({}, { jti: 'b' }).split('.')[2]!),
      'bad_signature',
    ],
    ['no signature', (good) => good.replace(/[^.]+$/, ''), 'bad_signature'],
    ['a signature in DER', (good) => good.replace(/[^.]+$/, 'MAYCAQECAQE'), 'bad_signature'],
    [
      'a signature of zeros',
      (good) => good.replace(/[^.]+$/, Buffer.alloc(64).toString('base64url')),
      'bad_signature',
    ],
    ['half a signature', (good) => good.slice(0, -46), 'bad_signature'],
    [
      'a header without signature',
      (good) => `${encode({ ...header, alg: 'none' })}.${good.split('.')[1]}.`,
      'algorithm_not_allowed',
    ],
    ['white space', (good) => `${good} `, 'malformed_token'],
    ['a token as long as a book', (good) => good + 'A'.repeat(9000), 'too_large'],
  ])('refuses %s', async (_what, change, reason) => {
    expect(await judge(change(token()))).toBe(reason);
  });

  it('RFC 8725 §2.1: refuses an HMAC whose secret is the public key', async () => {
    const { createHmac } = await import('node:crypto');
    const input = `${encode({ ...header, alg: 'HS256', kid: rsa.kid })}.${encode(CLAIMS)}`;
    const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const mac = createHmac('sha256', pem).update(input).digest('base64url');
    expect(await judge(`${input}.${mac}`)).toBe('algorithm_not_allowed');
  });

  it('RFC 8725 §3.1: refuses an algorithm that the issuer does not use, though its key is there', async () => {
    expect(await judge(token(), { algorithms: ['RS256'] })).toBe('algorithm_not_allowed');
  });

  it('looks up algorithm and kid together: a kid of a key of another algorithm is unknown', async () => {
    expect(await judge(token({ kid: rsa.kid }))).toBe('unknown_key');
    expect(await judge(forge(rsa.privateKey, 'RS256', { ...header, alg: 'RS256' }, CLAIMS))).toBe(
      'unknown_key',
    );
    expect(
      await judge(forge(rsa.privateKey, 'PS256', { ...header, alg: 'PS256', kid: rsa.kid }, CLAIMS)),
    ).toBe('algorithm_not_allowed');
  });

  it('does not believe a key set that gives a key of another algorithm', async () => {
    const real = createKeySet({ keys: [rsa.publicJwk] }, ['RS256']);
    const keys: KeySet = { find: () => real.find(rsa.kid, 'RS256'), close() {} };
    expect(await judge(token(), { keys })).toBe('unknown_key');
  });

  it.each<[string, object, string]>([
    ['a kid that nobody has', { kid: 'nobody' }, 'unknown_key'],
    ['the typ of an ID token', { typ: 'JWT' }, 'wrong_type'],
    ['no typ', { typ: undefined }, 'wrong_type'],
    ['the typ of a logout token', { typ: 'logout+jwt' }, 'wrong_type'],
    ['a key of its own', { jwk: {} }, 'forbidden_header'],
    ['an address of keys', { jku: 'https://thief.example' }, 'forbidden_header'],
    ['an extension', { crit: ['x'], x: 1 }, 'critical_header'],
  ])('refuses a good signature under a header with %s', async (_what, changes, reason) => {
    expect(await judge(token(changes))).toBe(reason);
  });

  it.each<[string, object, string]>([
    ['of another issuer', { iss: 'https://other.example' }, 'wrong_issuer'],
    ['of the issuer with a slash', { iss: `${ISSUER}/` }, 'wrong_issuer'],
    ['of a list of issuers', { iss: [ISSUER] }, 'wrong_issuer'],
    ['of no issuer', { iss: undefined }, 'wrong_issuer'],
    ['for another audience', { aud: 'https://other.example' }, 'wrong_audience'],
    ['that is over', { exp: now }, 'expired'],
    ['whose exp is text', { exp: String(now + 300) }, 'invalid_claim'],
    ['without exp', { exp: undefined }, 'invalid_claim'],
    ['that is not valid yet', { nbf: now + 60 }, 'not_yet_valid'],
    ['without jti', { jti: undefined }, 'missing_claim'],
  ])('refuses a token %s', async (_what, changes, reason) => {
    expect(await judge(token({}, changes))).toBe(reason);
  });

  it('judges the signature before the claims: what a stranger wrote is not a reason', async () => {
    const [head, , signature] = token().split('.');
    expect(await judge(`${head}.${encode({ ...CLAIMS, exp: 1, aud: 'x' })}.${signature}`)).toBe(
      'bad_signature',
    );
  });

  it.each(['AT+JWT', 'application/at+jwt', 'Application/At+Jwt'])(
    'RFC 9068 §4: takes the typ %s',
    async (typ) => {
      expect(await judge(token({ typ }))).toBe('accepted');
    },
  );

  it('takes another typ, or none, only where an option says so', async () => {
    expect(await judge(token({ typ: 'jwt' }), { acceptTyp: ['JWT'] })).toBe('accepted');
    expect(await judge(token(), { acceptTyp: ['JWT'] })).toBe('wrong_type');
    expect(await judge(token({ typ: undefined }), { acceptTyp: ['at+jwt', null] })).toBe('accepted');
    expect(await judge(token({ typ: 'JWT' }), { acceptTyp: ['at+jwt', null] })).toBe('wrong_type');
  });

  it('asks for other claims where an option says so', async () => {
    const bare = token({}, { sub: undefined, client_id: undefined, iat: undefined, jti: undefined });
    expect(await judge(bare, { requiredClaims: [] })).toBe('accepted');
    expect(await judge(token(), { requiredClaims: ['tenant'] })).toBe('missing_claim');
    expect(await judge(token({}, { tenant: null }), { requiredClaims: ['tenant'] })).toBe('accepted');
  });

  it('takes a token without kid where one key alone fits', async () => {
    expect(await judge(token({ kid: undefined }))).toBe('accepted');
  });

  it('gives issuer, header and claims at once, without a promise', () => {
    const verified = verifier().verify(token());
    expect(verified).toEqual({
      issuer: ISSUER,
      header: expect.objectContaining({ alg: 'ES256', kid: key.kid, typ: 'at+jwt' }),
      claims: CLAIMS,
      key: trusted().keys.find(key.kid, 'ES256'),
    });
  });

  it('takes a key that comes later, and passes on that none can be had', async () => {
    const real = createKeySet({ keys: [key.publicJwk] }, ['ES256']);
    const later: KeySet = { find: async (...name) => real.find(...name), close() {} };
    const pending = verifier({ keys: later }).verify(token());
    expect(pending).toBeInstanceOf(Promise);
    expect(await pending).toMatchObject({ issuer: ISSUER });
    expect(await judge(token({ kid: 'x' }), { keys: later })).toBe('unknown_key');
    const away: KeySet = {
      find: () => Promise.reject(new ServiceUnavailableError('Away', { reason: 'keys_unavailable' })),
      close() {},
    };
    expect(await judge(token(), { keys: away })).toBe('keys_unavailable');
  });

  it('asks the key set for every token: a key that was withdrawn is refused at once', async () => {
    let keys = createKeySet({ keys: [key.publicJwk] }, ['ES256']);
    const { verify } = verifier({ keys: { find: (...name) => keys.find(...name), close() {} } });
    const good = token();
    expect(await reasonOf(() => verify(good))).toBe('accepted');
    keys = createKeySet({ keys: [rsa.publicJwk] }, ['RS256']);
    expect(await reasonOf(() => verify(good))).toBe('unknown_key');
  });

  it('judges a header that it has seen before like a new one', async () => {
    const { verify } = verifier();
    expect(await reasonOf(() => verify(token()))).toBe('accepted');
    expect(await reasonOf(() => verify(token({}, { exp: now })))).toBe('expired');
    expect(await reasonOf(() => verify(`${token().slice(0, -4)}AAAA`))).not.toBe('accepted');
  });

  it('keeps working for an issuer that writes ever new headers', async () => {
    const { verify } = verifier();
    for (let nth = 0; nth < 600; nth += 1) {
      expect(await reasonOf(() => verify(token({ nonce: nth })))).toBe('accepted');
    }
  });

  it('says nothing of the token in its errors', async () => {
    const secret = 'very-secret';
    for (const bad of [
      token({ typ: secret }),
      token({ kid: secret }),
      token({}, { iss: secret }),
      token({}, { aud: secret }),
    ]) {
      const error: Error = await Promise.resolve()
        .then(() => verifier().verify(bad))
        .then(
          () => new Error('was accepted'),
          (thrown) => thrown,
        );
      expect(error).toMatchObject({ status: 401, code: 'invalid_token' });
      expect(error.cause).toBeUndefined();
      expect(JSON.stringify({ ...error, message: error.message })).not.toContain(secret);
    }
  });
});

describe('two issuers with the same kid and the same sub', () => {
  const OTHER = 'https://other.example';
  const keyPairs = [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  const keysOf = (nth: number) => {
    const jwk = keyPairs[nth]!.publicKey.export({ format: 'jwk' }) as JWK;
    return createKeySet({ keys: [{ ...jwk, kid: 'shared' }] }, ['ES256']);
  };
  const by = (nth: number, claims: object) =>
    forge(
      keyPairs[nth]!.privateKey,
      'ES256',
      { alg: 'ES256', kid: 'shared', typ: 'at+jwt' },
      { ...CLAIMS, ...claims },
    );
  const both = () =>
    createJwtVerifier({
      clock,
      issuers: [
        trusted({ algorithms: ['ES256'], keys: keysOf(0) }),
        trusted({
          algorithms: ['ES256'],
          keys: keysOf(1),
          issuer: OTHER,
          audience: 'https://other-api.example',
        }),
      ],
    });

  it('cannot speak for each other, whatever was seen before', async () => {
    const { verify } = both();
    for (let round = 0; round < 2; round += 1) {
      expect(await reasonOf(() => verify(by(0, {})))).toBe('accepted');
      expect(await reasonOf(() => verify(by(1, {})))).toBe('bad_signature');
      expect(await reasonOf(() => verify(by(0, { iss: OTHER, aud: 'https://other-api.example' })))).toBe(
        'bad_signature',
      );
      expect(await reasonOf(() => verify(by(1, { iss: OTHER, aud: 'https://other-api.example' })))).toBe(
        'accepted',
      );
    }
  });

  it('have each its own audience', async () => {
    const { verify } = both();
    expect(await reasonOf(() => verify(by(0, { aud: 'https://other-api.example' })))).toBe('wrong_audience');
    expect(await reasonOf(() => verify(by(1, { iss: OTHER })))).toBe('wrong_audience');
  });

  it('are told apart in what is handed on', async () => {
    const { verify } = both();
    const verified: VerifiedJwt[] = [
      await verify(by(0, {})),
      await verify(by(1, { iss: OTHER, aud: 'https://other-api.example' })),
    ];
    expect(verified.map(({ issuer, claims }) => [issuer, claims.sub])).toEqual([
      [ISSUER, 'user-1'],
      [OTHER, 'user-1'],
    ]);
  });
});
