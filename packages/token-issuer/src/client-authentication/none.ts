import type { ClientAuthenticationMethod } from './client-authentication-method.js';

/** Who sends one of these is no public client, whether or not it is offered. */
const proofParameters = ['client_secret', 'client_assertion', 'client_assertion_type'];

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
    const isProof = authorization !== undefined || proofParameters.some((name) => parameters.has(name));
    if (clientId === undefined || isProof) return undefined;
    return { clientId, proves: (client) => client?.public === true };
  },
};
