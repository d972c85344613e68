import type { ClientAuthenticationMethod } from './client-authentication-method.js';
import { isClientSecret } from './is-client-secret.js';

/** Id and secret as parameters of the body (RFC 6749 §2.3.1). */
export const clientSecretPost: ClientAuthenticationMethod = {
  name: 'client_secret_post',
  slot: 'body',
  failure: 'wrong_secret',
  read({ parameters }) {
    const clientSecret = parameters.get('client_secret');
    if (clientSecret === undefined) return undefined;
    const clientId = parameters.get('client_id') ?? '';
    return { clientId, proves: (client, now) => isClientSecret(clientSecret, client, now) };
  },
};
