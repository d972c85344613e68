import { type GrantRules, handleGrant } from '../grants/handle-grant.js';
import { authenticationMetadata } from './authentication-metadata.js';
import { type ClientStepsOptions, clientSteps } from './client-steps.js';
import type { Endpoint } from './endpoint.js';
import { type Step, takeSteps } from './exchange.js';
import type { IssuerLocation } from './issuer-location.js';

export interface TokenEndpointOptions extends ClientStepsOptions, Pick<GrantRules, 'grants' | 'work'> {
  readonly location: IssuerLocation;
  readonly path: string;
}

/** Where clients get tokens (RFC 6749 §3.2). */
export function tokenEndpoint(options: TokenEndpointOptions): Endpoint {
  const { location, path, grants, methods, work } = options;
  const steps: readonly Step[] = [...clientSteps(options), handleGrant({ grants, work })];
  return {
    name: 'token',
    paths: location.pathsOf(path),
    methods: ['POST'],
    metadata: {
      token_endpoint: location.urlOf(path),
      grant_types_supported: grants.map(({ type }) => type),
      ...authenticationMetadata('token', methods),
    },
    handle: (exchange) => takeSteps(steps, exchange),
  };
}
