import type { ClientAuthenticationMethod } from './client-authentication-method.js';

/**
 * A public client says who it is and proves nothing (RFC 6749 §2.1): what it gets is bound to what it alone holds, a code's
 * verifier or a refresh token. It can neither introspect nor use client credentials.
 */
export const none: ClientAuthenticationMethod = {
  name: 'none',
  slot: 'body',
  failure: 'no_credential',
  read({ authorization, parameters }) {
    const clientId = parameters.get('client_id');
    const proof = authorization ?? parameters.get('client_secret') ?? parameters.get('client_assertion');
    if (clientId === undefined || proof !== undefined) return undefined;
    return { clientId, proves: (client) => client?.public === true };
  },
};
