import { unauthorizedClient } from '../oauth-errors.js';
import type { Grant } from './grant.js';
import { grantedScopes } from './granted-scopes.js';

/**
 * The client acts for itself (RFC 6749 §4.4). No refresh token: it can ask again. Not for public clients, which cannot prove
 * who they are.
 */
export const clientCredentials: Grant = {
  type: 'client_credentials',
  handle({ client, parameters, issue }) {
    if (client.public) throw unauthorizedClient();
    return issue({ scopes: grantedScopes(parameters.get('scope'), client.scopes) });
  },
};
