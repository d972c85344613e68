import type { Grant } from '../grants/grant.js';
import { handleGrant, type Mint } from '../grants/handle-grant.js';
import type { TokenFamilies } from '../refresh-tokens/token-families.js';
import { authenticationMetadata } from './authentication-metadata.js';
import { type ClientStepsOptions, clientSteps } from './client-steps.js';
import type { Endpoint } from './endpoint.js';
import { type Step, takeSteps } from './exchange.js';
import type { IssuerLocation } from './issuer-location.js';

export interface TokenEndpointOptions extends ClientStepsOptions {
  readonly location: IssuerLocation;
  readonly path: string;
  readonly grants: readonly Grant[];
  readonly mint: Mint;
  readonly families: TokenFamilies;
}

/** Where clients get tokens (RFC 6749 §3.2). */
export function tokenEndpoint(options: TokenEndpointOptions): Endpoint {
  const { location, path, grants, methods, mint, families } = options;
  const steps: readonly Step[] = [...clientSteps(options), handleGrant(grants, mint, families)];
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
