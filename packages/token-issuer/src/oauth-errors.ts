import { InvalidRequestError, type Reason, SecurityError } from '@portcullis/core';

/**
 * 401 `invalid_client` (RFC 6749 §5.2). Always the same answer: whether the client is unknown, suspended or sent a wrong
 * secret stands in the decision event alone.
 */
export function invalidClient(reason: Reason): SecurityError {
  return new SecurityError(`Cannot authenticate the client: ${reason}`, {
    status: 401,
    code: 'invalid_client',
    reason,
    description: 'Client authentication failed',
  });
}

/** 400 `invalid_request`: the request cannot be read, or not as one. */
export function invalidRequest(description: string): InvalidRequestError {
  return new InvalidRequestError(description, { reason: 'invalid_request', description });
}

/** 400 `invalid_request`: a parameter that has to be there is not. */
export function missingParameter(name: string): InvalidRequestError {
  return invalidRequest(`The parameter ${name} is missing`);
}

/** 400 `unauthorized_client`: this client may not use this grant. */
export function unauthorizedClient(): SecurityError {
  return badGrantRequest('unauthorized_client', 'This client may not use this grant type');
}

/** 400 `unsupported_grant_type`: nobody may use this grant here. */
export function unsupportedGrantType(): SecurityError {
  return badGrantRequest('unsupported_grant_type', 'This grant type is not offered');
}

/** 400 `invalid_scope`: malformed, or more than the client may have. */
export function invalidScope(): SecurityError {
  return badGrantRequest('invalid_scope', 'The scope is malformed or more than this client may have');
}

/** 400 `invalid_grant`. Always the same answer: what is wrong with the refresh token stands in the decision event alone. */
export function invalidGrant(reason: Reason): SecurityError {
  return new SecurityError(`Cannot accept the grant: ${reason}`, {
    status: 400,
    code: 'invalid_grant',
    reason,
    description: 'The grant is unknown, over, used or revoked, or was given to another client',
  });
}

/** 400 `invalid_grant`: a token that was issued to another client (RFC 6749 §5.2). */
export function foreignToken(): SecurityError {
  return badGrantRequest('invalid_grant', 'The token was issued to another client');
}

function badGrantRequest(
  code: 'invalid_grant' | 'unauthorized_client' | 'unsupported_grant_type' | 'invalid_scope',
  description: string,
): SecurityError {
  return new SecurityError(description, { status: 400, code, reason: code, description });
}
