import { formatChallenge, type Names, type SecurityError } from '@portcullis/core';

/** What every challenge of an API-key scheme says. */
export interface ChallengeParameters {
  readonly realm?: string;
  /** The header that a key is expected in. */
  readonly header: string;
}

const NONE: Names = [];

/** The challenges of the scheme `ApiKey`: bare without a key, with `error` for one that cannot be read or is not good. */
export function apiKeyChallenges({ realm, header }: ChallengeParameters) {
  const challenge = (error?: string): Names => [formatChallenge('ApiKey', { realm, header, error })];
  const bare = challenge();
  const invalidRequest = challenge('invalid_request');
  const invalidKey = challenge('invalid_api_key');
  return (error?: SecurityError): Names => {
    if (error === undefined) return bare;
    switch (error.code) {
      case 'invalid_request':
        return invalidRequest;
      case 'invalid_api_key':
        return invalidKey;
      default:
        return error.status === 401 ? bare : NONE;
    }
  };
}
