import {
  ForbiddenError,
  InsufficientScopeError,
  InvalidRequestError,
  InvalidTokenError,
  type SecurityError,
  ServiceUnavailableError,
  UnauthenticatedError,
} from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { bearerChallenges } from '../src/bearer-challenges.js';

const challenges = bearerChallenges({
  realm: 'api',
  scope: 'a b',
  resourceMetadata: 'https://api.example/m',
});
const told = 'realm="api", scope="a b", resource_metadata="https://api.example/m"';
const untold = 'realm="api", resource_metadata="https://api.example/m"';

describe('bearerChallenges, RFC 6750 §3', () => {
  it.each<[string, SecurityError | undefined, readonly string[]]>([
    ['bare without an error', undefined, [`Bearer ${told}`]],
    ['bare for a missing credential', new UnauthenticatedError('none'), [`Bearer ${told}`]],
    [
      'invalid_request without a scope that would help',
      new InvalidRequestError('bad', { reason: 'malformed_header' }),
      [`Bearer ${untold}, error="invalid_request"`],
    ],
    [
      'invalid_token',
      new InvalidTokenError('bad', { reason: 'expired' }),
      [`Bearer ${told}, error="invalid_token"`],
    ],
    [
      'invalid_token of a provider that answers 403',
      new InvalidTokenError('bad', { reason: 'expired', status: 403 }),
      [`Bearer ${told}, error="invalid_token"`],
    ],
    [
      'insufficient_scope with what is needed',
      new InsufficientScopeError('little', { scope: 'c' }),
      [
        'Bearer realm="api", scope="c", resource_metadata="https://api.example/m", error="insufficient_scope"',
      ],
    ],
    ['none for a refusal that no token changes', new ForbiddenError('no', { reason: 'missing_role' }), []],
    ['none for our own trouble', new ServiceUnavailableError('down', { reason: 'keys_unavailable' }), []],
  ])('%s', (_what, error, expected) => {
    expect(challenges(error)).toEqual(expected);
  });
});
