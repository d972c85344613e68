import type { IncomingMessage } from 'node:http';
import { type InvalidRequestError, readSingleHeader } from '@portcullis/core';
import { invalidClient, invalidRequest } from '../oauth-errors.js';
import type { Parameters } from '../request/parameters.js';
import type { AuthenticationAttempt, ClientAuthenticationMethod } from './client-authentication-method.js';

/** An attempt, and the method that read it. */
export interface MethodAttempt {
  readonly method: ClientAuthenticationMethod;
  readonly attempt: AuthenticationAttempt;
}

/**
 * The one way in which a request authenticates.
 *
 * @throws InvalidRequestError when there are two: a client must not use more than one (RFC 6749 §2.3).
 * @throws SecurityError `invalid_client` when there is none, or none that is offered.
 */
export function readAttempt(
  methods: readonly ClientAuthenticationMethod[],
  req: IncomingMessage,
  parameters: Parameters,
): MethodAttempt {
  const authorization = readSingleHeader(req, 'authorization', 'Authorization header');
  const request = { req, parameters, authorization };
  const attempts = methods.flatMap((method): MethodAttempt[] => {
    const attempt = method.read(request);
    return attempt === undefined ? [] : [{ method, attempt }];
  });
  // A client names itself beside some proofs, a certificate among them: that alone is no second method.
  const proofs = attempts.filter(({ method }) => method.name !== 'none');
  if (proofs.length > 1) throw severalMethods();
  const found = proofs[0] ?? attempts[0];
  if (found === undefined)
    throw invalidClient(authorization === undefined ? 'no_credential' : 'wrong_method');
  if (authorization !== undefined && found.method.slot !== 'authorization') throw severalMethods();
  return found;
}

function severalMethods(): InvalidRequestError {
  return invalidRequest('The client authenticates in more than one way');
}
