import { SecurityError } from '@portcullis/core';
import type { ApiKeyRecord } from '@portcullis/store';

/** 404: there is no such key. */
export function unknownKey(): SecurityError {
  return keyError(404, 'unknown_key', 'There is no such key');
}

/** 409: the state of the key stands against it. */
export function keyRevoked(): SecurityError {
  return keyError(409, 'key_revoked', 'The key was revoked; that is final');
}

/** 409: why a key that is not live, or has a successor already, is not rotated. */
export function notRotatable({ status, replacedBy }: ApiKeyRecord): SecurityError {
  if (status === 'revoked') return keyRevoked();
  if (status === 'suspended') return keyError(409, 'key_suspended', 'The key is suspended; resume it first');
  if (replacedBy !== undefined)
    return keyError(409, 'key_replaced', 'The key has a successor already; rotate that one');
  return keyError(409, 'key_expired', 'The key is past its end; issue another one');
}

export function idTaken(): SecurityError {
  return keyError(409, 'id_taken', 'There is a key of this id already');
}

export function keyTaken(): SecurityError {
  return keyError(409, 'key_taken', 'This key is registered already');
}

export function keyInUse(): SecurityError {
  return keyError(409, 'key_in_use', 'This is the key that the request came with; use another one to end it');
}

export function changedMeanwhile(): SecurityError {
  return keyError(
    409,
    'changed_meanwhile',
    'The key was changed by somebody else meanwhile; look at it again',
  );
}

function keyError(status: number, code: string, description: string): SecurityError {
  return new SecurityError(`Cannot change API key: ${description}`, {
    status,
    code,
    reason: 'invalid_request',
    description,
  });
}
