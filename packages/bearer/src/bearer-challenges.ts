import { formatChallenge, type Names, type SecurityError } from '@portcullis/core';
import type { ChallengeParameters } from './challenge-parameters.js';

const NONE: Names = [];

/**
 * The challenges of RFC 6750 §3, made once as far as they are always the same: bare without a credential, with `error`
 * for a token that is malformed, not good or not enough; none for an error that is not about the token.
 */
export function bearerChallenges({ realm, scope, resourceMetadata }: ChallengeParameters) {
  const challenge = (needed: string | undefined, error?: string): Names => [
    formatChallenge('Bearer', { realm, scope: needed, resource_metadata: resourceMetadata, error }),
  ];
  const bare = challenge(scope);
  const invalidRequest = challenge(undefined, 'invalid_request');
  const invalidToken = challenge(scope, 'invalid_token');
  return (error?: SecurityError): Names => {
    if (error === undefined) return bare;
    switch (error.code) {
      case 'invalid_request':
        return invalidRequest;
      case 'invalid_token':
        return invalidToken;
      case 'insufficient_scope':
        return challenge(error.scope, 'insufficient_scope');
      default:
        return error.status === 401 ? bare : NONE;
    }
  };
}
