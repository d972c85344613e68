import { missingParameter } from '../oauth-errors.js';
import type { Grant } from './grant.js';

/**
 * An access token for the code that the authorization endpoint gave (RFC 6749 §4.1.3), with the verifier that shows who asked
 * for it (RFC 7636 §4.5). A client whose record lists `refresh_token` gets a refresh token too, where that is offered.
 */
export const authorizationCode: Grant = {
  type: 'authorization_code',
  handle({ parameters, redeemCode }) {
    const required = (name: string): string => {
      const value = parameters.get(name);
      if (value === undefined) throw missingParameter(name);
      return value;
    };
    return redeemCode({
      code: required('code'),
      redirectUri: required('redirect_uri'),
      codeVerifier: required('code_verifier'),
    });
  },
};
