import { SecurityError } from '@portcullis/core';

/** 404: there is no such client, or it has no such secret. */
export function unknownClient(): SecurityError {
  return clientError(404, 'unknown_client', 'There is no such client');
}

export function unknownSecret(): SecurityError {
  return clientError(404, 'unknown_secret', 'The client has no such secret');
}

/** 409: the state of the client stands against it. */
export function clientRevoked(): SecurityError {
  return clientError(409, 'client_revoked', 'The client was revoked; that is final');
}

export function idTaken(): SecurityError {
  return clientError(409, 'id_taken', 'There is a client of this id already');
}

export function tooManySecrets(): SecurityError {
  return clientError(
    409,
    'too_many_secrets',
    'The client has two live secrets already; end one of them first',
  );
}

export function lastSecret(): SecurityError {
  return clientError(
    409,
    'last_secret',
    'This is the last secret of the client; add another first, or revoke the client',
  );
}

export function changedMeanwhile(): SecurityError {
  return clientError(
    409,
    'changed_meanwhile',
    'The client was changed by somebody else meanwhile; look at it again',
  );
}

function clientError(status: number, code: string, description: string): SecurityError {
  return new SecurityError(`Cannot change client: ${description}`, {
    status,
    code,
    reason: 'invalid_request',
    description,
  });
}
