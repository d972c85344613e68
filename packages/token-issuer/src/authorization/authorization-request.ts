import type { Names } from '@portcullis/core';
import { grantedScopes } from '../grants/granted-scopes.js';
import type { Parameters } from '../request/parameters.js';
import { authorizationError, badAuthorizationRequest } from './authorization-errors.js';
import { type RequestedPrompt, readRequestedPrompt } from './requested-prompt.js';
import type { Destination } from './require-destination.js';
import type { SentParameters } from './sent-parameters.js';

/** A valid authorization request. */
export interface AuthorizationRequest extends Destination, RequestedPrompt {
  /** Everything that was sent. */
  readonly parameters: Parameters;
  readonly codeChallenge: string;
  /** Asked for, each once; all of the client's where none was asked for. */
  readonly scopes: Names;
  /** The user came back to say no. */
  readonly isDenied: boolean;
}

/**
 * Checks what a request asks for, in the order of RFC 6749 §4.1.1. What is wrong is told to the client.
 *
 * @param now milliseconds since the epoch
 * @throws SecurityError with an error code of RFC 6749 §4.1.2.1
 */
export function parseAuthorizationRequest(
  destination: Destination,
  { values, repeated }: SentParameters,
  now: number,
): AuthorizationRequest {
  if (repeated.size > 0) throw badAuthorizationRequest('A parameter appears more than once');
  requireNoRequestObject(values);
  requireResponse(values);
  requireGrant(destination);
  const codeChallenge = requireCodeChallenge(values);
  const scopes = grantedScopes(values.get('scope'), destination.client.scopes);
  const prompt = readRequestedPrompt(values, now);
  const isDenied = readDecision(values);
  return { ...destination, ...prompt, parameters: values, codeChallenge, scopes, isDenied };
}

/** OpenID Connect Core §6: refused by name, so that no client believes that we heeded it. */
function requireNoRequestObject(values: Parameters): void {
  for (const name of ['request', 'request_uri']) {
    if (values.has(name)) {
      throw authorizationError(
        `${name}_not_supported`,
        'invalid_request',
        `The parameter ${name} is not supported`,
      );
    }
  }
}

function requireResponse(values: Parameters): void {
  const type = values.get('response_type');
  if (type === undefined) throw badAuthorizationRequest('The parameter response_type is missing');
  if (type !== 'code') {
    throw authorizationError(
      'unsupported_response_type',
      'invalid_request',
      'The response_type must be code',
    );
  }
  if ((values.get('response_mode') ?? 'query') !== 'query') {
    throw badAuthorizationRequest('The response_mode must be query');
  }
}

function requireGrant({ client }: Destination): void {
  if (client.grants.includes('authorization_code')) return;
  const description = 'This client may not use the authorization code grant';
  throw authorizationError('unauthorized_client', 'unauthorized_client', description);
}

/** RFC 7636 §4.4.1, for every client (RFC 9700 §2.1.1). `plain`, which is what leaving the method out means, is refused. */
function requireCodeChallenge(values: Parameters): string {
  const challenge = values.get('code_challenge');
  if (challenge === undefined) throw badAuthorizationRequest('The parameter code_challenge is missing');
  if (values.get('code_challenge_method') !== 'S256') {
    throw badAuthorizationRequest('The code_challenge_method must be S256');
  }
  if (!/^[\w-]{43}$/.test(challenge)) {
    throw badAuthorizationRequest('The code_challenge must be 43 characters of base64url');
  }
  return challenge;
}

function readDecision(values: Parameters): boolean {
  const decision = values.get('decision');
  if (decision !== undefined && decision !== 'deny')
    throw badAuthorizationRequest('The decision is not known');
  return decision === 'deny';
}
