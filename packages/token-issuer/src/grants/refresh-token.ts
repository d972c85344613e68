import { missingParameter } from '../oauth-errors.js';
import type { Grant } from './grant.js';

/** A further access token for a refresh token (RFC 6749 §6). A client may use it whose record lists `refresh_token`. */
export const refreshToken: Grant = {
  type: 'refresh_token',
  handle({ parameters, refresh }) {
    const presented = parameters.get('refresh_token');
    if (presented === undefined) throw missingParameter('refresh_token');
    return refresh(presented, parameters.get('scope'));
  },
};
