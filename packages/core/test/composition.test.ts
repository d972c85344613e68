import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { type Served, serve } from '../../../test/support/serve.js';
import {
  allOf,
  anyOf,
  type Credential,
  defineGuard,
  ForbiddenError,
  type Guard,
  InsufficientScopeError,
  optional,
  type Principal,
  problemDetails,
  publicRoute,
  reportOnly,
  SecurityError,
} from '../src/index.js';
import { fakeScheme } from './support/fake-scheme.js';

/** The guards that the tables below are made of; each reads its own header. */
function createParts(later: boolean) {
  const scheme = (kind: 'token' | 'apiKey' | 'certificate', header: string, challenge: string) =>
    defineGuard(header, fakeScheme({ kind, header, challenge, later }));
  const requirement = (name: string, check: (principal: Principal) => boolean) =>
    defineGuard(name, {
      check: (principal) => (later ? Promise.resolve().then(() => check(principal)) : check(principal)),
    });
  return {
    token: scheme('token', 'x-token', 'Token'),
    key: scheme('apiKey', 'x-key', 'Key'),
    certificate: scheme('certificate', 'x-certificate', 'Certificate'),
    scopeA: requirement(
      'scopeA',
      ({ scopes }) => scopes.includes('a') || fail(new InsufficientScopeError('m', { scope: 'a' })),
    ),
    scopeB: requirement(
      'scopeB',
      ({ scopes }) => scopes.includes('b') || fail(new InsufficientScopeError('m', { scope: 'b' })),
    ),
    never: requirement('never', () => false),
    hidden: requirement('hidden', () =>
      fail(new SecurityError('m', { status: 404, reason: 'not_entitled' })),
    ),
    closed: requirement('closed', () =>
      fail(new ForbiddenError('m', { reason: 'app:closed', code: 'closed' })),
    ),
    teapot: requirement('teapot', () =>
      fail(new SecurityError('m', { status: 401, reason: 'missing_permission', code: 'teapot' })),
    ),
    silent: requirement('silent', () =>
      fail(new SecurityError('m', { status: 401, reason: 'missing_permission', challenge: 'none' })),
    ),
    down: requirement('down', () =>
      fail(new SecurityError('m', { status: 503, reason: 'store_unavailable' })),
    ),
  };
}

function fail(error: Error): never {
  throw error;
}

const says = (credential: Partial<Credential> = {}) => JSON.stringify(credential);
const good = says();
const ofD = says({ client: { id: 'd', issuer: 'https://issuer.example' } });
const scopes = (...names: string[]) => says({ scopes: names });

type Compose = (parts: ReturnType<typeof createParts>) => Guard | readonly Guard[];
type Sent = Readonly<Record<string, string>>;
interface Row {
  readonly what: string;
  readonly compose: Compose;
  readonly sent: Sent;
  readonly status: number;
  /** `Token` is a bare challenge, `Token invalid_token` one with an error. */
  readonly challenges?: readonly string[];
  readonly error?: string;
}

const two: Compose = ({ token, key }) => allOf(key, token);
const either: Compose = ({ token, key }) => anyOf(key, token);
const alternatives: Compose = ({ token, key, scopeA }) => anyOf(allOf(key, scopeA), token);

const rows: readonly Row[] = [
  // One scheme.
  { what: 'nothing', compose: ({ token }) => token, sent: {}, status: 401, challenges: ['Token'] },
  {
    what: 'a bad token',
    compose: ({ token }) => token,
    sent: { 'x-token': 'bad' },
    status: 401,
    challenges: ['Token invalid_token'],
    error: 'invalid_token',
  },
  {
    what: 'a malformed token',
    compose: ({ token }) => token,
    sent: { 'x-token': 'malformed' },
    status: 400,
    challenges: ['Token invalid_request'],
    error: 'invalid_request',
  },
  { what: 'a store that is down', compose: ({ token }) => token, sent: { 'x-token': 'down' }, status: 503 },
  { what: 'a bug', compose: ({ token }) => token, sent: { 'x-token': 'bug' }, status: 500 },
  {
    what: 'a scheme that throws undefined',
    compose: ({ token }) => token,
    sent: { 'x-token': 'undefined' },
    status: 500,
  },
  { what: 'a good token', compose: ({ token }) => token, sent: { 'x-token': good }, status: 200 },
  // allOf
  { what: 'allOf: nothing', compose: two, sent: {}, status: 401, challenges: ['Key', 'Token'] },
  {
    what: 'allOf: the first alone',
    compose: two,
    sent: { 'x-key': good },
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'allOf: the second alone',
    compose: two,
    sent: { 'x-token': good },
    status: 401,
    challenges: ['Key', 'Token'],
  },
  {
    what: 'allOf: the first bad',
    compose: two,
    sent: { 'x-key': 'bad', 'x-token': good },
    status: 401,
    challenges: ['Key invalid_token', 'Token'],
    error: 'invalid_token',
  },
  {
    what: 'allOf: the second bad',
    compose: two,
    sent: { 'x-key': good, 'x-token': 'bad' },
    status: 401,
    challenges: ['Token invalid_token'],
    error: 'invalid_token',
  },
  {
    what: 'allOf: both bad',
    compose: two,
    sent: { 'x-key': 'malformed', 'x-token': 'bad' },
    status: 400,
    challenges: ['Key invalid_request', 'Token'],
    error: 'invalid_request',
  },
  { what: 'allOf: the second down', compose: two, sent: { 'x-key': good, 'x-token': 'down' }, status: 503 },
  {
    what: 'allOf: the first absent, the second a bug',
    compose: two,
    sent: { 'x-token': 'bug' },
    status: 401,
    challenges: ['Key', 'Token'],
  },
  {
    what: 'allOf: of different clients',
    compose: two,
    sent: { 'x-key': good, 'x-token': ofD },
    status: 403,
    error: 'credential_mismatch',
  },
  { what: 'allOf: both good', compose: two, sent: { 'x-key': good, 'x-token': good }, status: 200 },
  {
    what: 'allOf: schemes before requirements, whatever the order given',
    compose: ({ scopeA, token }) => allOf(scopeA, token),
    sent: {},
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'allOf: a scope that a token could have',
    compose: ({ scopeA, token }) => allOf(scopeA, token),
    sent: { 'x-token': scopes('b') },
    status: 403,
    challenges: ['Token insufficient_scope a'],
    error: 'insufficient_scope',
  },
  {
    what: 'allOf: the scope is there',
    compose: ({ scopeA, token }) => allOf(scopeA, token),
    sent: { 'x-token': scopes('a') },
    status: 200,
  },
  {
    what: 'allOf: a scope that the key cuts',
    compose: ({ key, token, scopeA }) => allOf(key, token, scopeA),
    sent: { 'x-key': scopes('b'), 'x-token': scopes('a', 'b') },
    status: 403,
    error: 'insufficient_scope',
  },
  {
    what: 'allOf: a scope that the key would cut',
    compose: ({ key, token, scopeA }) => allOf(key, token, scopeA),
    sent: { 'x-key': scopes('b'), 'x-token': scopes('b') },
    status: 403,
    error: 'insufficient_scope',
  },
  {
    what: 'allOf: a scope that the key would let stand',
    compose: ({ key, token, scopeA }) => allOf(key, token, scopeA),
    sent: { 'x-key': scopes('a', 'b'), 'x-token': scopes('b') },
    status: 403,
    challenges: ['Token insufficient_scope a'],
    error: 'insufficient_scope',
  },
  {
    what: 'allOf: a scope that no token brings',
    compose: ({ key, scopeA }) => allOf(key, scopeA),
    sent: { 'x-key': scopes('b') },
    status: 403,
    error: 'insufficient_scope',
  },
  {
    what: 'allOf: a plain no',
    compose: ({ token, never }) => allOf(token, never),
    sent: { 'x-token': good },
    status: 403,
  },
  {
    what: 'allOf: the first requirement that fails decides',
    compose: ({ token, scopeA, closed, scopeB }) => allOf(token, scopeA, closed, scopeB),
    sent: { 'x-token': scopes('a') },
    status: 403,
    error: 'closed',
  },
  {
    what: 'allOf: a requirement that is down',
    compose: ({ token, down }) => allOf(token, down),
    sent: { 'x-token': good },
    status: 503,
  },
  {
    what: 'allOf: a requirement that says 401',
    compose: ({ token, key, teapot }) => allOf(key, token, teapot),
    sent: { 'x-token': good, 'x-key': good },
    status: 401,
    challenges: ['Token'],
    error: 'teapot',
  },
  {
    what: 'allOf: a requirement that says 401 and wants no challenge',
    compose: ({ token, silent }) => allOf(token, silent),
    sent: { 'x-token': good },
    status: 401,
  },
  {
    what: 'allOf: within allOf is one list',
    compose: ({ key, token, scopeA }) => allOf(allOf(key, scopeA), token),
    sent: { 'x-key': good, 'x-token': scopes('a') },
    status: 200,
  },
  {
    what: 'allOf: a requirement met before the principal was narrowed is asked again',
    compose: ({ key, certificate, token, scopeA }) => allOf(anyOf(allOf(key, scopeA), certificate), token),
    sent: { 'x-key': scopes('a'), 'x-token': scopes('b') },
    status: 403,
    challenges: ['Token insufficient_scope a', 'Certificate'],
    error: 'insufficient_scope',
  },
  // anyOf
  { what: 'anyOf: nothing', compose: either, sent: {}, status: 401, challenges: ['Key', 'Token'] },
  { what: 'anyOf: the first good', compose: either, sent: { 'x-key': good }, status: 200 },
  { what: 'anyOf: the second good', compose: either, sent: { 'x-token': good }, status: 200 },
  {
    what: 'anyOf: the first bad, the second good',
    compose: either,
    sent: { 'x-key': 'bad', 'x-token': good },
    status: 200,
  },
  {
    what: 'anyOf: the first good, the second bad',
    compose: either,
    sent: { 'x-key': good, 'x-token': 'bad' },
    status: 200,
  },
  {
    what: 'anyOf: the first bad',
    compose: either,
    sent: { 'x-key': 'bad' },
    status: 401,
    challenges: ['Key invalid_token', 'Token'],
    error: 'invalid_token',
  },
  {
    what: 'anyOf: the second bad',
    compose: either,
    sent: { 'x-token': 'bad' },
    status: 401,
    challenges: ['Token invalid_token', 'Key'],
    error: 'invalid_token',
  },
  {
    what: 'anyOf: the first malformed, the second bad',
    compose: either,
    sent: { 'x-key': 'malformed', 'x-token': 'bad' },
    status: 400,
    challenges: ['Key invalid_request', 'Token'],
    error: 'invalid_request',
  },
  {
    what: 'anyOf: one down, the other bad',
    compose: either,
    sent: { 'x-key': 'bad', 'x-token': 'down' },
    status: 503,
  },
  {
    what: 'anyOf: one down, the other good',
    compose: either,
    sent: { 'x-key': 'down', 'x-token': good },
    status: 200,
  },
  {
    what: 'anyOf: a bug ends the search',
    compose: either,
    sent: { 'x-key': 'bug', 'x-token': good },
    status: 500,
  },
  {
    what: 'anyOf: two clients, where the first is enough',
    compose: either,
    sent: { 'x-key': good, 'x-token': ofD },
    status: 200,
  },
  {
    what: 'anyOf: a mismatch ends the search',
    compose: ({ key, token, certificate }) => anyOf(allOf(key, token), certificate),
    sent: { 'x-key': good, 'x-token': ofD, 'x-certificate': good },
    status: 403,
    error: 'credential_mismatch',
  },
  {
    what: 'anyOf: half of the first, all of the second',
    compose: ({ key, token, certificate }) => anyOf(allOf(key, token), certificate),
    sent: { 'x-key': good, 'x-certificate': ofD },
    status: 200,
  },
  {
    what: 'anyOf: a failed alternative leaves no principal behind',
    compose: ({ key, token, never, scopeA }) => allOf(anyOf(allOf(key, never), token), scopeA),
    sent: { 'x-key': scopes('b'), 'x-token': scopes('a') },
    status: 200,
  },
  {
    what: 'anyOf: a requirement refuses, the other is missing',
    compose: alternatives,
    sent: { 'x-key': good },
    status: 403,
    challenges: ['Token'],
    error: 'insufficient_scope',
  },
  {
    what: 'anyOf: a requirement refuses, the other is good',
    compose: alternatives,
    sent: { 'x-key': good, 'x-token': good },
    status: 200,
  },
  {
    what: 'anyOf: a requirement refuses, the other is bad',
    compose: alternatives,
    sent: { 'x-key': good, 'x-token': 'bad' },
    status: 403,
    challenges: ['Token'],
    error: 'insufficient_scope',
  },
  {
    what: 'anyOf: of requirements',
    compose: ({ token, scopeA, scopeB }) => allOf(token, anyOf(scopeA, scopeB)),
    sent: { 'x-token': scopes('b') },
    status: 200,
  },
  {
    what: 'anyOf: of requirements, none met',
    compose: ({ token, scopeA, scopeB }) => allOf(token, anyOf(scopeA, scopeB)),
    sent: { 'x-token': scopes('c') },
    status: 403,
    challenges: ['Token insufficient_scope a'],
    error: 'insufficient_scope',
  },
  {
    what: 'anyOf: nobody before a requirement counts as absent, so that the bad credential decides',
    compose: ({ key, scopeA, token }) => anyOf(allOf(optional(key), scopeA), token),
    sent: { 'x-token': 'bad' },
    status: 401,
    challenges: ['Token invalid_token', 'Key'],
    error: 'invalid_token',
  },
  // optional
  { what: 'optional: nothing', compose: ({ token }) => optional(token), sent: {}, status: 200 },
  {
    what: 'optional: bad',
    compose: ({ token }) => optional(token),
    sent: { 'x-token': 'bad' },
    status: 401,
    challenges: ['Token invalid_token'],
    error: 'invalid_token',
  },
  {
    what: 'optional: malformed',
    compose: ({ token }) => optional(token),
    sent: { 'x-token': 'malformed' },
    status: 400,
    challenges: ['Token invalid_request'],
    error: 'invalid_request',
  },
  {
    what: 'optional: down',
    compose: ({ token }) => optional(token),
    sent: { 'x-token': 'down' },
    status: 503,
  },
  {
    what: 'optional: half a composition',
    compose: (parts) => optional(two(parts) as Guard),
    sent: { 'x-token': good },
    status: 401,
    challenges: ['Key'],
  },
  {
    what: 'optional: the other half',
    compose: (parts) => optional(two(parts) as Guard),
    sent: { 'x-key': good },
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'optional: half a composition, and that bad',
    compose: (parts) => optional(two(parts) as Guard),
    sent: { 'x-token': 'bad' },
    status: 401,
    challenges: ['Token invalid_token', 'Key'],
    error: 'invalid_token',
  },
  {
    what: 'optional: all of a composition absent',
    compose: (parts) => optional(two(parts) as Guard),
    sent: {},
    status: 200,
  },
  {
    what: 'optional: a requirement in it is not asked about nobody',
    compose: ({ token, never }) => optional(allOf(token, never)),
    sent: {},
    status: 200,
  },
  {
    what: 'optional: a requirement in it refuses',
    compose: ({ token, never }) => optional(allOf(token, never)),
    sent: { 'x-token': good },
    status: 403,
  },
  {
    what: 'optional: nobody before a requirement',
    compose: ({ token, scopeA }) => allOf(optional(token), scopeA),
    sent: {},
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'optional: nobody before a requirement of a later guard',
    compose: ({ token, scopeA }) => [optional(token), scopeA],
    sent: {},
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'optional: nobody before a requirement that hides',
    compose: ({ token, hidden }) => [optional(token), hidden],
    sent: {},
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'optional: a 403 is a 401 where a credential may still come',
    compose: ({ key, token, scopeA }) => [key, optional(token), scopeA],
    sent: { 'x-key': scopes('b') },
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'optional: the same in one guard',
    compose: ({ key, token, scopeA }) => allOf(key, optional(token), scopeA),
    sent: { 'x-key': scopes('b') },
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'optional: a hidden 404 stays',
    compose: ({ key, token, hidden }) => [key, optional(token), hidden],
    sent: { 'x-key': good },
    status: 404,
  },
  {
    what: 'optional: a 403 stays where the credential came',
    compose: ({ key, token, scopeA }) => [key, optional(token), scopeA],
    sent: { 'x-key': scopes('b'), 'x-token': scopes('a', 'b') },
    status: 403,
    error: 'insufficient_scope',
  },
  {
    what: 'optional: a 403 stays where a later guard had the credential',
    compose: ({ token, never }) => [optional(token), token, never],
    sent: { 'x-token': good },
    status: 403,
  },
  // reportOnly
  { what: 'reportOnly: nothing', compose: ({ token }) => reportOnly(token), sent: {}, status: 200 },
  {
    what: 'reportOnly: bad',
    compose: ({ token }) => reportOnly(token),
    sent: { 'x-token': 'bad' },
    status: 200,
  },
  {
    what: 'reportOnly: down',
    compose: ({ token }) => reportOnly(token),
    sent: { 'x-token': 'down' },
    status: 200,
  },
  {
    what: 'reportOnly: a bug',
    compose: ({ token }) => reportOnly(token),
    sent: { 'x-token': 'bug' },
    status: 200,
  },
  {
    what: 'reportOnly: a mismatch',
    compose: ({ key, token, scopeA }) => allOf(key, reportOnly(token), scopeA),
    sent: { 'x-key': scopes('a'), 'x-token': ofD },
    status: 200,
  },
  {
    what: 'reportOnly: a requirement',
    compose: ({ token, never }) => [token, reportOnly(never)],
    sent: { 'x-token': good },
    status: 200,
  },
  {
    what: 'reportOnly: a requirement in it is not asked again',
    compose: ({ key, token, scopeA }) => allOf(reportOnly(allOf(key, scopeA)), token),
    sent: { 'x-key': scopes('a'), 'x-token': scopes('b') },
    status: 200,
  },
  {
    what: 'reportOnly: the principal that it accepts stands',
    compose: ({ token, scopeA }) => [reportOnly(token), scopeA],
    sent: { 'x-token': scopes('a') },
    status: 200,
  },
  {
    what: 'reportOnly: refused, before a requirement',
    compose: ({ token, scopeA }) => [reportOnly(token), scopeA],
    sent: { 'x-token': 'bad' },
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'reportOnly: refused, before a requirement of the same guard',
    compose: ({ key, token, scopeA }) => allOf(key, reportOnly(token), scopeA),
    sent: { 'x-key': good, 'x-token': 'bad' },
    status: 401,
    challenges: ['Token'],
  },
  {
    what: 'reportOnly: a 403 stays where a later guard had the credential',
    compose: ({ token, never, scopeA }) => [reportOnly(allOf(token, never)), token, scopeA],
    sent: { 'x-token': good },
    status: 403,
    challenges: ['Token insufficient_scope a'],
    error: 'insufficient_scope',
  },
  // Guards in a row
  {
    what: 'a requirement without a scheme',
    compose: ({ scopeA }) => scopeA,
    sent: { 'x-token': good },
    status: 500,
  },
  {
    what: 'a requirement before its scheme',
    compose: ({ scopeA, token }) => [scopeA, token],
    sent: { 'x-token': good },
    status: 500,
  },
  {
    what: 'alternatives of which one is a requirement alone, and nobody',
    compose: ({ scopeA, token }) => anyOf(token, scopeA),
    sent: {},
    status: 500,
  },
  {
    what: 'alternatives of requirements, of which one brings a credential',
    compose: ({ key, scopeA, certificate }) => [key, anyOf(scopeA, certificate)],
    sent: { 'x-key': scopes('b'), 'x-certificate': good },
    status: 200,
  },
  {
    what: 'two guards of different clients',
    compose: ({ key, token }) => [key, token],
    sent: { 'x-key': good, 'x-token': ofD },
    status: 403,
    error: 'credential_mismatch',
  },
  {
    what: 'a requirement between two guards judges the first alone',
    compose: ({ key, scopeA, token }) => [key, scopeA, token],
    sent: { 'x-key': scopes('a'), 'x-token': scopes('b') },
    status: 200,
  },
  { what: 'a public route', compose: () => publicRoute('for all'), sent: { 'x-token': 'bad' }, status: 200 },
];

const shapes = [
  ['in the same tick', false],
  ['later', true],
] as const;

describe.each(bothExpresses)('%s', (_name, express) => {
  describe.each(shapes)('parts that answer %s', (_shape, later) => {
    let served: Served;
    beforeAll(async () => {
      const app = express();
      const parts = createParts(later);
      for (const [index, { compose }] of rows.entries()) {
        const guards = [compose(parts)].flat();
        app.get(
          `/${index}`,
          ...guards,
          (req, res) => void res.json({ scopes: req.principal?.scopes ?? null }),
        );
      }
      app.use(problemDetails({ log: () => {} }));
      served = await serve(app);
    });
    afterAll(() => served.close());

    test.each(rows.map((row, index) => [row.what, index, row] as const))('%s', async (_what, index, row) => {
      const answer = await fetch(`${served.url}/${index}`, { headers: row.sent });
      const body = (await answer.json()) as { status?: number; error?: string };
      expect(answer.status).toBe(row.status);
      expect(readChallenges(answer)).toEqual(row.challenges ?? []);
      expect(body.error).toBe(row.error);
      if (row.status === 200) return;
      expect(body.status).toBe(row.status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });
  });
});

/** `Token realm="test", error="insufficient_scope", scope="a"` in short: `Token insufficient_scope a`. */
function readChallenges(answer: Response): readonly string[] {
  const lines = answer.headers.get('www-authenticate')?.split(/, (?=[A-Z])/) ?? [];
  return lines.map((line) => line.replace(' realm="test"', '').replace(/, \w+="([^"]*)"/g, ' $1'));
}
