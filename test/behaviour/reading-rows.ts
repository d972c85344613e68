import express from 'express';
import { guardOf } from './guard-of.js';
import { bearerHeader, type Row, type World } from './row.js';

const bare = 'Bearer realm="api"';
const malformed = 'Bearer realm="api", error="invalid_request"';
const form = 'Content-Type: application/x-www-form-urlencoded';
const parseForm = [express.urlencoded({ extended: true })];
const good = (world: World) => bearerHeader(world.issuer.mint());
const asForm = (world: World) => `access_token=${world.issuer.mint()}`;

const absent: Row['answer'] = {
  status: 401,
  challenges: [bare],
  detail: 'This resource needs a valid credential',
  reason: 'no_credential',
};
const unreadable = (reason: NonNullable<Row['answer']['reason']>): Row['answer'] => ({
  status: 400,
  challenges: [malformed],
  error: 'invalid_request',
  detail: 'The request is malformed',
  reason,
});
const accepted: Row['answer'] = { status: 200, caller: 'app' };

/** 1: no credential, or one of another scheme. */
export const absentRows: readonly Row[] = [
  { name: '1 no credential', head: () => ['GET /'], answer: absent },
  ...['Basic YWxpY2U6c2VjcmV0', 'Bearerish abc', 'DPoP abc', 'abc', '', 'Bearer-er abc'].map((value) => ({
    name: `1 another scheme: ${JSON.stringify(value)}`,
    head: () => ['GET /', `Authorization: ${value}`],
    answer: absent,
  })),
  {
    name: '1 no credential, where the scheme was told no realm: a challenge has one parameter at least',
    guards: guardOf({ realm: undefined }),
    head: () => ['GET /'],
    answer: { ...absent, challenges: ['Bearer realm="https://api.example"'] },
  },
  {
    name: '1 no credential, where the scheme was told scope and resource_metadata',
    guards: guardOf({
      scope: 'accounts:read accounts:write',
      resourceMetadata: 'https://api.example/.well-known/x',
    }),
    head: () => ['GET /'],
    answer: {
      ...absent,
      challenges: [
        'Bearer realm="api", scope="accounts:read accounts:write", resource_metadata="https://api.example/.well-known/x"',
      ],
    },
  },
  {
    name: '1 no credential, with a realm that must be quoted',
    guards: guardOf({ realm: 'the "api" \\ here' }),
    head: () => ['GET /'],
    answer: { ...absent, challenges: ['Bearer realm="the \\"api\\" \\\\ here"'] },
  },
];

/** 2: the grammar of the header, and its length. */
export const grammarRows: readonly Row[] = [
  ...[
    'Bearer',
    'bearer',
    'Bearer ',
    'Bearer  ',
    'Bearer a b',
    'Bearer a,b',
    'Bearer a, Bearer b',
    'Bearer,a',
  ].map(malformedHeader),
  ...[
    'Bearer "a"',
    'Bearer\ta',
    'Bearer  \ta',
    'Bearer a=b',
    'Bearer =',
    'Bearer a;b',
    'Bearer a\tb',
    'Bearer \xe9',
  ].map(malformedHeader),
  ...['Bearer:a', 'Bearer token="a"', 'Bearer a%20b', 'Bearer {a}', 'Bearer a b='].map(malformedHeader),
  {
    name: '2 something after a good token',
    head: (world) => ['GET /', `${good(world)} x`],
    answer: unreadable('malformed_header'),
  },
  {
    name: '2 a provider that answers bad tokens with 403 answers a malformed header with 400',
    guards: guardOf({ invalidCredentialStatus: 403 }),
    head: () => ['GET /', 'Authorization: Bearer a b'],
    answer: unreadable('malformed_header'),
  },
  {
    name: '2 a token longer than 8 KiB',
    head: () => ['GET /', bearerHeader('a'.repeat(8193))],
    answer: unreadable('too_large'),
  },
  {
    name: '2 a token longer than the option says',
    guards: guardOf({ maxTokenBytes: 100 }),
    head: (world) => ['GET /', good(world)],
    answer: unreadable('too_large'),
  },
  ...['Bearer', 'bearer', 'BEARER', 'bEaReR'].map((scheme) => ({
    name: `2 the name of the scheme in any case: ${scheme}`,
    head: (world: World) => ['GET /', `Authorization: ${scheme} ${world.issuer.mint()}`],
    answer: accepted,
  })),
  {
    name: '2 several spaces after the name of the scheme, and around the value',
    head: (world) => ['GET /', `Authorization:  \tBearer    ${world.issuer.mint()} \t`],
    answer: accepted,
  },
];

/** 3: form body and query. */
export const placeRows: readonly Row[] = [
  ...[
    'access_token=abc',
    'access_token=',
    'access%5Ftoken=abc',
    '%61ccess_token=a',
    'x=1&access_token=a',
    'access_token[]=a',
  ].map(
    (query): Row => ({
      name: `3 header and query, which is switched off: ?${query}`,
      head: (world) => [`GET /?${query}`, good(world)],
      answer: unreadable('token_in_two_places'),
    }),
  ),
  {
    name: '3 header and form body, which is switched off',
    before: parseForm,
    head: (world) => ['POST /', form, good(world)],
    body: () => 'access_token=abc',
    answer: unreadable('token_in_two_places'),
  },
  {
    name: '3 query and form body, both switched off',
    before: parseForm,
    head: () => ['POST /?access_token=abc', form],
    body: () => 'access_token=abc',
    answer: unreadable('token_in_two_places'),
  },
  {
    name: '3 query and form body, both switched on',
    guards: guardOf({ acceptBodyToken: true, acceptQueryToken: true }),
    before: parseForm,
    head: (world) => [`POST /?${asForm(world)}`, form],
    body: asForm,
    answer: unreadable('token_in_two_places'),
  },
  {
    name: '3 header and query, which is switched on',
    guards: guardOf({ acceptQueryToken: true }),
    head: (world) => [`GET /?${asForm(world)}`, good(world)],
    answer: unreadable('token_in_two_places'),
  },
  {
    name: '3 query alone, which is switched off',
    head: (world) => [`GET /?${asForm(world)}`],
    answer: absent,
  },
  {
    name: '3 form body alone, which is switched off',
    before: parseForm,
    head: () => ['POST /', form],
    body: asForm,
    answer: absent,
  },
  {
    name: '3 a JSON member of the same name is no token',
    guards: guardOf({ acceptBodyToken: true }),
    before: [express.json()],
    head: (world) => ['POST /', 'Content-Type: application/json', good(world)],
    body: () => '{"access_token":"abc"}',
    answer: accepted,
  },
  {
    name: '3 query, switched on',
    guards: guardOf({ acceptQueryToken: true }),
    head: (world) => [`GET /?${asForm(world)}`],
    answer: { ...accepted, cacheControl: 'private' },
  },
  {
    name: '3 query, switched on, percent-encoded name',
    guards: guardOf({ acceptQueryToken: true }),
    head: (world) => [`GET /?access%5ftoken=${world.issuer.mint()}`],
    answer: { ...accepted, cacheControl: 'private' },
  },
  ...[
    'access_token=a&access_token=b',
    'access_token[]=a',
    'access_token[a]=b',
    'access_token=',
    'access_token=a%20b',
  ].map(
    (query): Row => ({
      name: `3 query, switched on, that is not one token: ?${query}`,
      guards: guardOf({ acceptQueryToken: true }),
      head: () => [`GET /?${query}`],
      answer: unreadable('invalid_request'),
    }),
  ),
  {
    name: '3 query, switched on, longer than 8 KiB',
    guards: guardOf({ acceptQueryToken: true }),
    head: () => [`GET /?access_token=${'a'.repeat(8193)}`],
    answer: unreadable('too_large'),
  },
  ...['POST', 'PUT', 'PATCH'].map(
    (method): Row => ({
      name: `3 form body of a ${method}, switched on`,
      guards: guardOf({ acceptBodyToken: true }),
      before: parseForm,
      head: () => [`${method} /`, `${form}; charset=utf-8`],
      body: asForm,
      answer: accepted,
    }),
  ),
  ...['access_token=a&access_token=b', 'access_token[x]=a', 'access_token='].map(
    (body): Row => ({
      name: `3 form body, switched on, that is not one token: ${body}`,
      guards: guardOf({ acceptBodyToken: true }),
      before: parseForm,
      head: () => ['POST /', form],
      body: () => body,
      answer: unreadable('invalid_request'),
    }),
  ),
  {
    name: '3 form body of a GET, switched on: never taken',
    guards: guardOf({ acceptBodyToken: true }),
    before: parseForm,
    head: () => ['GET /', form],
    body: asForm,
    answer: absent,
  },
  {
    name: '3 form body of a GET, and header',
    before: parseForm,
    head: (world) => ['GET /', form, good(world)],
    body: asForm,
    answer: unreadable('token_in_two_places'),
  },
];

/** 4: a header line repeated. */
export const repeatedRows: readonly Row[] = [
  {
    name: '4 Authorization twice, the same',
    head: (world) => {
      const line = good(world);
      return ['GET /', line, line];
    },
    answer: unreadable('repeated_header'),
  },
  {
    name: '4 Authorization twice, in another case and of another scheme',
    head: (world) => ['GET /', good(world), 'AUTHORIZATION: Basic YTpi'],
    answer: unreadable('repeated_header'),
  },
  {
    name: '4 Authorization twice, the second one empty',
    head: (world) => ['GET /', good(world), 'authorization:'],
    answer: unreadable('repeated_header'),
  },
];

function malformedHeader(value: string): Row {
  return {
    name: `2 malformed: ${JSON.stringify(value)}`,
    head: () => ['GET /', `Authorization: ${value}`],
    answer: unreadable('malformed_header'),
  };
}
