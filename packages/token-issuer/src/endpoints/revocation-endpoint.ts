import type { FindIssuedToken } from '../issued-tokens/issued-token.js';
import { foreignToken } from '../oauth-errors.js';
import { authenticationMetadata } from './authentication-metadata.js';
import { type ClientStepsOptions, clientSteps } from './client-steps.js';
import type { Endpoint } from './endpoint.js';
import { clientOf, type Step, takeSteps } from './exchange.js';
import type { IssuerLocation } from './issuer-location.js';
import { presentedToken } from './presented-token.js';
import { sendUncachedStatus } from './send-json.js';

export interface RevocationEndpointOptions extends ClientStepsOptions {
  readonly location: IssuerLocation;
  readonly path: string;
  readonly find: FindIssuedToken;
}

/** Where clients end the tokens that they were given (RFC 7009). */
export function revocationEndpoint(options: RevocationEndpointOptions): Endpoint {
  const { location, path, methods, find } = options;
  const steps: readonly Step[] = [...clientSteps(options), revokeToken(find)];
  return {
    name: 'revoke',
    paths: location.pathsOf(path),
    methods: ['POST'],
    metadata: {
      revocation_endpoint: location.urlOf(path),
      ...authenticationMetadata('revocation', methods),
    },
    handle: (exchange) => takeSteps(steps, exchange),
  };
}

/** A token that nobody knows, or that is over, is revoked already (RFC 7009 §2.2). One of another client is refused (§2.1). */
function revokeToken(find: FindIssuedToken): Step {
  return async (exchange) => {
    const token = await presentedToken(exchange, find);
    if (token !== undefined) {
      if (token.clientId !== clientOf(exchange).id) throw foreignToken();
      await token.revoke();
    }
    sendUncachedStatus(exchange.res, 200);
  };
}
