import {
  requireAnyScope,
  requirePermission,
  requireRoles,
  requireScopes,
  requireThat,
} from '@portcullis/authorize';
import {
  allOf,
  anyOf,
  createPrincipal,
  defineGuard,
  formatChallenge,
  type Guard,
  InvalidTokenError,
  optional,
  type Scheme,
  ServiceUnavailableError,
} from '@portcullis/core';
import { bearerOf } from './guard-of.js';
import { bearerHeader, type Row, type World, withToken } from './row.js';

const bare = 'Bearer realm="api"';
const badToken = 'Bearer realm="api", error="invalid_token"';
const good = withToken(({ issuer }) => issuer.mint());
const accepted: Row['answer'] = { status: 200, caller: 'app' };
const forbidden: Row['answer'] = {
  status: 403,
  challenges: [],
  detail: 'The credential does not give access to this resource',
};
const lacking = (scope: string): Row['answer'] => ({
  status: 403,
  challenges: [`Bearer realm="api", scope="${scope}", error="insufficient_scope"`],
  error: 'insufficient_scope',
  detail: 'The request needs more scope than the credential has',
  reason: 'insufficient_scope',
});
const behindBearer =
  (...requirements: Guard[]) =>
  (world: World) => [bearerOf(world), ...requirements];

/** 6: a known caller that may not. */
export const insufficientRows: readonly Row[] = [
  {
    name: '6 a scope is missing',
    guards: behindBearer(requireScopes('accounts:read', 'accounts:write')),
    head: good,
    answer: lacking('accounts:read accounts:write'),
  },
  {
    name: '6 a scope is missing, where the scheme was told another one',
    guards: (world) => [bearerOf(world, { scope: 'accounts:read' }), requireScopes('accounts:write')],
    head: good,
    answer: lacking('accounts:write'),
  },
  {
    name: '6 each of several scopes is missing, and one would be enough',
    guards: behindBearer(requireAnyScope('accounts:write', 'accounts:manage')),
    head: good,
    answer: lacking('accounts:write'),
  },
  {
    name: '6 a key cuts the scope that the token has',
    guards: (world) => [allOf(keyScheme([]), bearerOf(world)), requireScopes('accounts:read')],
    head: withKeyAndToken,
    answer: { ...forbidden, reason: 'insufficient_scope' },
  },
  {
    name: '6 a key would cut the scope that the token lacks',
    guards: (world) => [
      allOf(keyScheme(['accounts:read']), bearerOf(world)),
      requireScopes('accounts:write'),
    ],
    head: withKeyAndToken,
    answer: { ...forbidden, reason: 'insufficient_scope' },
  },
  {
    name: '6 a key that lists no scopes cuts nothing',
    guards: (world) => [allOf(keyScheme(undefined), bearerOf(world)), requireScopes('accounts:write')],
    head: withKeyAndToken,
    answer: lacking('accounts:write'),
  },
  {
    name: '6 a key alone lacks the scope, and no token would be looked at',
    guards: () => [keyScheme(['accounts:read']), requireScopes('accounts:write')],
    head: () => ['GET /', 'API-Key: good'],
    answer: { ...forbidden, reason: 'insufficient_scope' },
  },
  {
    name: '6 a key alone that lists no scopes, and no token would be looked at',
    guards: () => [keyScheme(), requireScopes('accounts:write')],
    head: () => ['GET /', 'API-Key: good'],
    answer: { ...forbidden, reason: 'insufficient_scope' },
  },
  {
    name: '6 a role is missing',
    guards: behindBearer(requireRoles('teller')),
    head: good,
    answer: { ...forbidden, reason: 'missing_role' },
  },
  {
    name: '6 a permission is missing',
    guards: behindBearer(requirePermission('create', 'accounts')),
    head: good,
    answer: { ...forbidden, reason: 'missing_permission' },
  },
  {
    name: '6 the scope is there',
    guards: behindBearer(requireScopes('accounts:read')),
    head: good,
    answer: accepted,
  },
];

/** 8: optional. */
export const optionalRows: readonly Row[] = [
  {
    name: '8 absent: anonymous',
    guards: (world) => [optional(bearerOf(world))],
    head: () => ['GET /'],
    answer: { status: 200, caller: 'nobody' },
  },
  {
    name: '8 present and bad',
    guards: (world) => [optional(bearerOf(world))],
    head: () => ['GET /', bearerHeader('abc')],
    answer: { status: 401, challenges: [badToken], error: 'invalid_token', reason: 'malformed_token' },
  },
  {
    name: '8 present and malformed',
    guards: (world) => [optional(bearerOf(world))],
    head: () => ['GET /', 'Authorization: Bearer'],
    answer: {
      status: 400,
      challenges: ['Bearer realm="api", error="invalid_request"'],
      error: 'invalid_request',
      reason: 'malformed_header',
    },
  },
  {
    name: '8 present and good',
    guards: (world) => [optional(bearerOf(world))],
    head: good,
    answer: accepted,
  },
];

/** 9: methods. */
export const methodRows: readonly Row[] = [
  ...['HEAD', 'OPTIONS', 'DELETE', 'PROPFIND', 'TRACE', 'SEARCH'].map(
    (method): Row => ({
      name: `9 ${method} without a token`,
      head: () => [`${method} /`],
      answer: { status: 401, challenges: [bare], reason: 'no_credential' },
    }),
  ),
  {
    name: '9 what looks like a preflight is not skipped',
    head: () => ['OPTIONS /', 'Origin: https://app.example', 'Access-Control-Request-Method: GET'],
    answer: { status: 401, challenges: [bare], reason: 'no_credential' },
  },
  {
    name: '9 no header chosen by the client changes the method',
    head: () => ['GET /', 'X-HTTP-Method-Override: OPTIONS', 'X-Forwarded-For: 127.0.0.1'],
    answer: { status: 401, challenges: [bare], reason: 'no_credential' },
  },
];

const keyChallenge = 'ApiKey realm="keys"';

/** 10: several schemes. */
export const severalRows: readonly Row[] = [
  {
    name: '10 key and token, both absent: one line each',
    guards: (world) => [allOf(keyScheme(), bearerOf(world))],
    head: () => ['GET /'],
    answer: { status: 401, challenges: [keyChallenge, bare], reason: 'no_credential' },
  },
  {
    name: '10 key and token, the token bad: its line first, and the key vouched',
    guards: (world) => [allOf(keyScheme(), bearerOf(world))],
    head: () => ['GET /', 'API-Key: good', bearerHeader('abc')],
    answer: { status: 401, challenges: [badToken], error: 'invalid_token', reason: 'malformed_token' },
  },
  {
    name: '10 key or token, the token bad: attempted first, the other bare',
    guards: (world) => [anyOf(keyScheme(), bearerOf(world))],
    head: () => ['GET /', bearerHeader('abc')],
    answer: {
      status: 401,
      challenges: [badToken, keyChallenge],
      error: 'invalid_token',
      reason: 'malformed_token',
    },
  },
  {
    name: '10 key or token, neither there',
    guards: (world) => [anyOf(keyScheme(), bearerOf(world))],
    head: () => ['GET /'],
    answer: { status: 401, challenges: [keyChallenge, bare], reason: 'no_credential' },
  },
  {
    name: '10 two bearer guards of two issuers: the one that the token names is asked',
    guards: (world) => [anyOf(bearerOf({ ...world, issuer: world.stranger }), bearerOf(world))],
    head: good,
    answer: accepted,
  },
  {
    name: '10 two bearer guards, and a token that neither knows',
    guards: (world) => [anyOf(bearerOf(world, { realm: 'first' }), bearerOf(world, { realm: 'second' }))],
    head: withToken(({ stranger }) => stranger.mint()),
    answer: {
      status: 401,
      challenges: ['Bearer realm="first", error="invalid_token"'],
      error: 'invalid_token',
      reason: 'wrong_issuer',
    },
  },
];

/** 17: predicates. What is no refusal goes to the app's own error handler, which answers 500 here. */
export const predicateRows: readonly Row[] = [
  {
    name: '17 true',
    guards: behindBearer(requireThat('yes', () => true)),
    head: good,
    answer: accepted,
  },
  {
    name: '17 a promise of true',
    guards: behindBearer(requireThat('yes', async () => true)),
    head: good,
    answer: accepted,
  },
  ...[() => false, async () => false].map(
    (predicate): Row => ({
      name: `17 ${predicate}`,
      guards: behindBearer(requireThat('no', predicate)),
      head: good,
      answer: { ...forbidden, reason: 'predicate_refused' },
    }),
  ),
  ...[
    () => 1,
    () => 'true',
    () => undefined,
    () => null,
    () => ({}),
    async () => 1,
    async () => undefined,
  ].map(
    (predicate): Row => ({
      name: `17 ${predicate} is not true`,
      guards: behindBearer(requireThat('odd', predicate as () => boolean)),
      head: good,
      answer: { status: 500, reason: 'internal_error' },
    }),
  ),
  ...[throwing, rejecting].map(
    (predicate): Row => ({
      name: `17 a predicate that is ${predicate.name}`,
      guards: behindBearer(requireThat('broken', predicate)),
      head: good,
      answer: { status: 500, reason: 'internal_error' },
    }),
  ),
  {
    name: '17 a predicate whose store is down',
    guards: behindBearer(
      requireThat('down', () => {
        throw new ServiceUnavailableError('Cannot ask: the store is down', { reason: 'store_unavailable' });
      }),
    ),
    head: good,
    answer: { status: 503, challenges: [], reason: 'store_unavailable' },
  },
];

/** 18: a requirement without a scheme before it. */
export const misplacedRows: readonly Row[] = [
  {
    name: '18 a requirement alone is a mistake of the app, never a 401',
    guards: () => [requireScopes('accounts:read')],
    head: good,
    answer: { status: 500, reason: 'internal_error' },
  },
  {
    name: '18 after optional, when nobody came',
    guards: (world) => [optional(bearerOf(world)), requireScopes('accounts:read')],
    head: () => ['GET /'],
    answer: { status: 401, challenges: [bare], reason: 'no_credential' },
  },
];

function withKeyAndToken({ issuer }: World): readonly string[] {
  return ['GET /', 'API-Key: good', bearerHeader(issuer.mint())];
}

/** A credential in another place: the key `good` belongs to the client of the tokens. */
function keyScheme(scopes?: readonly string[]): Guard {
  const scheme: Scheme = {
    kind: 'apiKey',
    slot: 'header api-key',
    authenticate(req) {
      const key = req.headers['api-key'];
      if (key === undefined) return undefined;
      if (key !== 'good') throw new InvalidTokenError('Cannot accept key', { reason: 'unknown_key' });
      const client = { id: 'app', issuer: 'https://login.example' };
      return createPrincipal({ kind: 'apiKey', client, ...(scopes !== undefined && { scopes }) }, scheme);
    },
    challenges: () => [formatChallenge('ApiKey', { realm: 'keys' })],
  };
  return defineGuard('keyMiddleware', scheme);
}

function throwing(): boolean {
  throw new Error('broken');
}

function rejecting(): Promise<boolean> {
  return Promise.reject(new Error('broken'));
}
