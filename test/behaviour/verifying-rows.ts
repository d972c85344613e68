import { type Reason, ServiceUnavailableError } from '@portcullis/core';
import type { RevocationSubject, RevocationView } from '@portcullis/store';
import { guardOf } from './guard-of.js';
import { bearerHeader, type Row, type World, withToken } from './row.js';

const now = () => Math.floor(Date.now() / 1000);

const invalid = (reason: Reason, status = 401): Row['answer'] => ({
  status,
  challenges: ['Bearer realm="api", error="invalid_token"'],
  error: 'invalid_token',
  detail: 'The access token is malformed, expired, revoked or not meant for this resource',
  reason,
});
const unavailable = (reason: Reason): Row['answer'] => ({
  status: 503,
  challenges: [],
  detail: 'The service cannot answer now; try again later',
  reason,
});

/** What may be wrong with a token, and the reason that the decision event gives. */
const spoiled: readonly (readonly [what: string, reason: Reason, mint: (world: World) => string])[] = [
  ['no JWT at all', 'malformed_token', () => 'abc'],
  ['a JWE of five parts', 'malformed_token', () => 'a.b.c.d.e'],
  ['expired', 'expired', ({ issuer }) => issuer.mint({ iat: now() - 300, exp: now() })],
  ['not valid yet', 'not_yet_valid', ({ issuer }) => issuer.mint({ nbf: now() + 60 })],
  [
    'issued in the future',
    'not_yet_valid',
    ({ issuer }) => issuer.mint({ iat: now() + 60, exp: now() + 90 }),
  ],
  [
    'changed payload',
    'bad_signature',
    ({ issuer }) => splice(issuer.mint(), issuer.mint({ sub: 'mallory' })),
  ],
  ['of an unknown issuer', 'wrong_issuer', ({ stranger }) => stranger.mint()],
  ['of another key that calls itself ours', 'bad_signature', impersonate],
  [
    'of a key that the issuer does not have',
    'unknown_key',
    ({ issuer }) => issuer.mint({}, { kid: 'other' }),
  ],
  [
    'issuer with a slash at the end',
    'wrong_issuer',
    ({ issuer }) => issuer.mint({ iss: `${issuer.issuer}/` }),
  ],
  ['for another audience', 'wrong_audience', ({ issuer }) => issuer.mint({ aud: 'https://other.example' })],
  ['of another type', 'wrong_type', ({ issuer }) => issuer.mint({}, { typ: 'JWT' })],
  ['an ID token', 'wrong_type', ({ issuer }) => issuer.mint({}, { typ: 'id_token+jwt' })],
];

/** 5: a token that is not good. */
export const invalidRows: readonly Row[] = [
  ...spoiled.map(([what, reason, mint]) => ({
    name: `5 ${what}`,
    head: withToken(mint),
    answer: invalid(reason),
  })),
  ...spoiled.map(([what, reason, mint]) => ({
    name: `5 ${what}, where the provider says 403`,
    guards: guardOf({ invalidCredentialStatus: 403 }),
    head: withToken(mint),
    answer: invalid(reason, 403),
  })),
  {
    name: '5 no credential, where the provider says 403 of bad ones',
    guards: guardOf({ invalidCredentialStatus: 403 }),
    head: () => ['GET /'],
    answer: { status: 401, challenges: ['Bearer realm="api"'], reason: 'no_credential' },
  },
  {
    name: '5 revoked',
    guards: guardOf({ revocations: viewThat(({ clientId }) => clientId === 'app') }),
    head: withToken(({ issuer }) => issuer.mint()),
    answer: invalid('revoked'),
  },
  {
    name: '5 revoked, where the scheme was told a scope',
    guards: guardOf({ revocations: viewThat(() => true), scope: 'accounts:read' }),
    head: withToken(({ issuer }) => issuer.mint()),
    answer: {
      ...invalid('revoked'),
      challenges: ['Bearer realm="api", scope="accounts:read", error="invalid_token"'],
    },
  },
  {
    name: '5 nothing wrong',
    guards: guardOf({ revocations: viewThat(() => false) }),
    head: withToken(({ issuer }) => issuer.mint()),
    answer: { status: 200, caller: 'app' },
  },
];

/** 11: bound tokens. */
export const boundRows: readonly Row[] = [
  ...[{ 'x5t#S256': 'abc' }, { jkt: 'abc' }, { kid: 'abc' }, { jwk: {} }, {}].map(
    (cnf): Row => ({
      name: `11 cnf ${JSON.stringify(cnf)} cannot be checked`,
      head: withToken(({ issuer }) => issuer.mint({ cnf })),
      answer: invalid('unverifiable_binding'),
    }),
  ),
  ...[null, 'abc', [], 1].map(
    (cnf): Row => ({
      name: `11 cnf ${JSON.stringify(cnf)} is no object`,
      head: withToken(({ issuer }) => issuer.mint({ cnf })),
      answer: invalid('invalid_claim'),
    }),
  ),
];

/** Where nobody answers. */
const introspection = { url: 'http://127.0.0.1:9/introspect', clientId: 'api', clientSecret: 'secret' };

/** 12: our own trouble. */
export const troubleRows: readonly Row[] = [
  {
    name: '12 the keys cannot be fetched',
    guards: guardOf({ jwks: 'http://127.0.0.1:9/jwks' }),
    head: withToken(({ issuer }) => issuer.mint()),
    answer: unavailable('keys_unavailable'),
  },
  {
    name: '12 the keys cannot be fetched, where the provider says 403 of bad tokens',
    guards: guardOf({ jwks: 'http://127.0.0.1:9/jwks', invalidCredentialStatus: 403 }),
    head: withToken(({ issuer }) => issuer.mint()),
    answer: unavailable('keys_unavailable'),
  },
  {
    name: '12 the introspection endpoint cannot be reached',
    guards: guardOf({ introspection }),
    head: withToken(() => 'an-opaque-token'),
    answer: unavailable('introspection_unavailable'),
  },
  {
    name: '12 the introspection endpoint cannot be reached, where the provider says 403 of bad tokens',
    guards: guardOf({ introspection, invalidCredentialStatus: 403 }),
    head: withToken(() => 'an-opaque-token'),
    answer: unavailable('introspection_unavailable'),
  },
  {
    name: '12 a JWT does not go to the introspection endpoint',
    guards: guardOf({ introspection }),
    head: withToken(({ stranger }) => stranger.mint()),
    answer: invalid('wrong_issuer'),
  },
  {
    name: '12 the revocations are too old to be believed',
    guards: guardOf({
      revocations: viewThat(() => {
        throw new ServiceUnavailableError('Cannot ask for revocations: the feed is silent', {
          reason: 'stale_revocations',
        });
      }),
    }),
    head: withToken(({ issuer }) => issuer.mint()),
    answer: unavailable('stale_revocations'),
  },
  {
    name: '12 without a token nobody is asked, and the answer is 401',
    guards: guardOf({ jwks: 'http://127.0.0.1:9/jwks' }),
    head: () => ['GET /'],
    answer: { status: 401, challenges: ['Bearer realm="api"'], reason: 'no_credential' },
  },
];

/** 13: hygiene of JWTs. */
export const hygieneRows: readonly Row[] = [
  ...(
    [
      ['exp is missing', 'invalid_claim', { exp: undefined }],
      ['exp is a string', 'invalid_claim', { exp: '9999999999' }],
      ['exp is null', 'invalid_claim', { exp: null }],
      ['nbf is a string', 'invalid_claim', { nbf: '1' }],
      ['iat is missing', 'missing_claim', { iat: undefined }],
      ['sub is missing', 'missing_claim', { sub: undefined }],
      ['jti is missing', 'missing_claim', { jti: undefined }],
      ['client_id is missing', 'missing_claim', { client_id: undefined }],
      ['client_id is empty', 'invalid_claim', { client_id: '' }],
      ['client_id is a number', 'invalid_claim', { client_id: 7 }],
      ['iss is a list', 'wrong_issuer', { iss: ['https://login.example'] }],
      ['aud is missing', 'invalid_claim', { aud: undefined }],
      ['aud is an object', 'invalid_claim', { aud: {} }],
      ['scope is a list', 'invalid_claim', { scope: ['accounts:read'] }],
      ['roles is a string', 'invalid_claim', { roles: 'teller' }],
      ['roles holds a number', 'invalid_claim', { roles: ['teller', 1] }],
      ['permissions is null', 'invalid_claim', { permissions: null }],
    ] as const
  ).map(
    ([what, reason, claims]): Row => ({
      name: `13 ${what}`,
      head: withToken(({ issuer }) => issuer.mint(claims)),
      answer: invalid(reason),
    }),
  ),
  ...(
    [
      ['typ is missing', 'wrong_type', { typ: undefined }],
      ['alg none', 'algorithm_not_allowed', { alg: 'none' }],
      ['alg HS256', 'algorithm_not_allowed', { alg: 'HS256' }],
      ['alg in lower case', 'algorithm_not_allowed', { alg: 'es256' }],
      ['alg that is not allowed here', 'algorithm_not_allowed', { alg: 'RS256' }],
      ['crit', 'critical_header', { crit: ['exp'] }],
      ['b64 false', 'critical_header', { b64: false, crit: ['b64'] }],
      ['embedded jwk', 'forbidden_header', { jwk: {} }],
      ['jku', 'forbidden_header', { jku: 'https://evil.example/jwks' }],
      ['x5u', 'forbidden_header', { x5u: 'https://evil.example/cert' }],
      ['x5c', 'forbidden_header', { x5c: ['MIIB'] }],
    ] as const
  ).map(
    ([what, reason, header]): Row => ({
      name: `13 ${what}`,
      head: withToken(({ issuer }) => issuer.mint({}, header)),
      answer: invalid(reason),
    }),
  ),
  {
    name: '13 typ JWT, where acceptTyp says so',
    guards: guardOf({ acceptTyp: ['JWT'] }),
    head: withToken(({ issuer }) => issuer.mint({}, { typ: 'jwt' })),
    answer: { status: 200, caller: 'app' },
  },
  {
    name: '13 typ application/at+jwt',
    head: ({ issuer }) => ['GET /', bearerHeader(issuer.mint({}, { typ: 'application/at+jwt' }))],
    answer: { status: 200, caller: 'app' },
  },
];

function viewThat(isRevoked: (subject: RevocationSubject) => boolean): RevocationView {
  const forever = Number.POSITIVE_INFINITY;
  return { isRevoked, changeOf: () => 0, freshUntil: forever, rememberedMs: forever };
}

/** Header and signature of one token, payload of another. */
function splice(token: string, other: string): string {
  const [header, , signature] = token.split('.');
  return [header, other.split('.')[1], signature].join('.');
}

function impersonate({ issuer, stranger }: World): string {
  const { kid } = issuer.jwks.keys[0] ?? {};
  return stranger.mint({ iss: issuer.issuer }, { kid });
}
