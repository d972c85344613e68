import { InvalidTokenError, isPromiseLike, isSecurityError } from '@portcullis/core';
import type { AuthenticateToken } from './remember-tokens.js';

/**
 * Answers tokens that are not good with another status than RFC 6750's 401, for a provider whose contract says so. The
 * status changes and nothing else: code, challenge and reason stay.
 */
export function answerInvalidTokensWith(
  status: 401 | 403,
  authenticate: AuthenticateToken,
): AuthenticateToken {
  if (status === 401) return authenticate;
  const restate = (error: unknown): never => {
    throw withStatus(status, error);
  };
  return (token) => {
    try {
      const principal = authenticate(token);
      return isPromiseLike(principal) ? principal.then(undefined, restate) : principal;
    } catch (error) {
      return restate(error);
    }
  };
}

function withStatus(status: number, error: unknown): unknown {
  if (!isSecurityError(error) || error.code !== 'invalid_token') return error;
  return new InvalidTokenError(error.message, { status, reason: error.reason });
}
