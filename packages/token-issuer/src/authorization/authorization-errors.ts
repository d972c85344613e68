import { InvalidRequestError, type Reason, SecurityError } from '@portcullis/core';

/** A refusal that the client hears of, by an error code of RFC 6749 §4.1.2.1 or of an extension. */
export function authorizationError(code: string, reason: Reason, description: string): SecurityError {
  return new SecurityError(`Cannot authorize: ${description}`, { status: 400, code, reason, description });
}

/** `invalid_request`, to the client. */
export function badAuthorizationRequest(description: string): SecurityError {
  return authorizationError('invalid_request', 'invalid_request', description);
}

/** `access_denied`: the user said no, or may not use this client. */
export function accessDenied(reason: Reason): SecurityError {
  return authorizationError('access_denied', reason, 'The request was denied');
}

/** `login_required` (OpenID Connect Core §3.1.2.6): the user is not signed in, or not since when it was asked. */
export function loginRequired(): SecurityError {
  return authorizationError('login_required', 'login_required', 'The user has to sign in');
}

/** `consent_required` (OpenID Connect Core §3.1.2.6) */
export function consentRequired(): SecurityError {
  return authorizationError('consent_required', 'consent_required', 'The user has to consent');
}

/** For the page that is shown where nothing can be sent to the client. */
export function unknownDestination(reason: Reason, description: string): InvalidRequestError {
  return new InvalidRequestError(`Cannot authorize: ${description}`, { reason, description });
}
