import { invalidRequest } from '../oauth-errors.js';
import type { ClientAuthenticationMethod } from './client-authentication-method.js';
import { isClientSecret } from './is-client-secret.js';
import { parseBasicCredentials } from './parse-basic-credentials.js';

/** Id and secret by HTTP Basic (RFC 6749 §2.3.1). A `client_id` in the body beside it must be the same. */
export const clientSecretBasic: ClientAuthenticationMethod = {
  name: 'client_secret_basic',
  slot: 'authorization',
  failure: 'wrong_secret',
  read({ authorization, parameters }) {
    if (authorization === undefined) return undefined;
    const credentials = parseBasicCredentials(authorization);
    if (credentials === undefined) return undefined;
    const { clientId, clientSecret } = credentials;
    if ((parameters.get('client_id') ?? clientId) !== clientId) {
      throw invalidRequest('The Authorization header and the body name different clients');
    }
    return { clientId, proves: (client, now) => isClientSecret(clientSecret, client, now) };
  },
};
