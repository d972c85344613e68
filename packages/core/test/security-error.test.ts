import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  ForbiddenError,
  InsufficientScopeError,
  InvalidRequestError,
  InvalidTokenError,
  isSecurityError,
  SecurityError,
  ServiceUnavailableError,
  TooManyRequestsError,
  UnauthenticatedError,
} from '../src/index.js';

const family = [
  [
    new InvalidRequestError('m', { reason: 'malformed_header' }),
    'InvalidRequestError',
    400,
    'invalid_request',
  ],
  [new UnauthenticatedError('m'), 'UnauthenticatedError', 401, undefined],
  [new InvalidTokenError('m', { reason: 'expired' }), 'InvalidTokenError', 401, 'invalid_token'],
  [new InvalidTokenError('m', { reason: 'expired', status: 403 }), 'InvalidTokenError', 403, 'invalid_token'],
  [new InsufficientScopeError('m', { scope: 'a b' }), 'InsufficientScopeError', 403, 'insufficient_scope'],
  [new ForbiddenError('m', { reason: 'missing_role' }), 'ForbiddenError', 403, undefined],
  [new ForbiddenError('m', { reason: 'app:closed', code: 'closed' }), 'ForbiddenError', 403, 'closed'],
  [new TooManyRequestsError('m', { retryAfterSeconds: 3 }), 'TooManyRequestsError', 429, undefined],
  [
    new ServiceUnavailableError('m', { reason: 'store_unavailable' }),
    'ServiceUnavailableError',
    503,
    undefined,
  ],
] as const;

describe.each(family)('%s', (error, name, status, code) => {
  test('is an Error of its own name, with its status and code', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(SecurityError);
    expect(isSecurityError(error)).toBe(true);
    expect(error).toMatchObject({ name, status, code, message: 'm' });
    expect(String(error)).toBe(`${name}: m`);
    expect(inspect(error)).toContain(`${name}: m`);
  });

  test('has a stack only from 500 on', () => {
    expect(error.stack === undefined).toBe(status < 500);
    if (status >= 500) expect(error.stack).toMatch(/^ServiceUnavailableError: m\n.*security-error\.test/);
  });

  test('as JSON says nothing that is for the log', () => {
    const json = JSON.parse(JSON.stringify(error));
    expect(json).toMatchObject({ type: 'about:blank', status });
    expect(json.error).toBe(code);
    expect(json).not.toHaveProperty('message');
    expect(json).not.toHaveProperty('reason');
  });
});

describe('SecurityError', () => {
  test('leaves the stacks of others alone', () => {
    const before = Error.stackTraceLimit;
    new UnauthenticatedError('m');
    expect(Error.stackTraceLimit).toBe(before);
    expect(new Error('other').stack).toContain('security-error.test');
  });

  test('keeps its cause', () => {
    const cause = new Error('connection refused');
    expect(new ServiceUnavailableError('m', { reason: 'store_unavailable', cause }).cause).toBe(cause);
    expect(new ServiceUnavailableError('m', { reason: 'store_unavailable' })).not.toHaveProperty('cause');
  });

  test.each([
    [0.2, '1'],
    [0, '1'],
    [-5, '1'],
    [59.01, '60'],
    [Number.NaN, '1'],
    [Number.POSITIVE_INFINITY, '1'],
  ])(
    'RFC 9110 §10.2.3: Retry-After is whole seconds and at least one (%d)',
    (retryAfterSeconds, expected) => {
      const limited = new TooManyRequestsError('m', { retryAfterSeconds, headers: { 'X-Plan': 'small' } });
      expect(limited.headers).toEqual({ 'X-Plan': 'small', 'Retry-After': expected });
      const down = new ServiceUnavailableError('m', { reason: 'store_unavailable', retryAfterSeconds });
      expect(down.headers).toEqual({ 'Retry-After': expected });
      expect([limited.retryAfterSeconds, down.retryAfterSeconds]).toEqual([
        Number(expected),
        Number(expected),
      ]);
    },
  );
});

describe('isSecurityError', () => {
  test.each([
    [undefined],
    [null],
    ['SecurityError'],
    [new Error('other')],
    [{ status: 401, code: 'invalid_token', reason: 'expired' }],
    [JSON.parse('{"portcullis.security-error":true,"Symbol(portcullis.security-error)":true,"status":200}')],
  ])('is false for %j', (value) => {
    expect(isSecurityError(value)).toBe(false);
  });
});
