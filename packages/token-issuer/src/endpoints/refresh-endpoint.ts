import { type GrantRules, handleGrant } from '../grants/handle-grant.js';
import { type ClientStepsOptions, clientSteps } from './client-steps.js';
import type { Endpoint } from './endpoint.js';
import { type Step, takeSteps } from './exchange.js';
import type { IssuerLocation } from './issuer-location.js';

export interface RefreshEndpointOptions extends ClientStepsOptions, Pick<GrantRules, 'grants' | 'work'> {
  readonly location: IssuerLocation;
  readonly path: string;
}

/** A second token endpoint, for the grant `refresh_token` alone; `grant_type` may be left out. OAuth's metadata have no word for it. */
export function refreshEndpoint(options: RefreshEndpointOptions): Endpoint {
  const { location, path, work } = options;
  const usualType = 'refresh_token';
  const grants = options.grants.filter(({ type }) => type === usualType);
  const steps: readonly Step[] = [...clientSteps(options), handleGrant({ grants, work, usualType })];
  return {
    name: 'refresh',
    paths: location.pathsOf(path),
    methods: ['POST'],
    metadata: {},
    handle: (exchange) => takeSteps(steps, exchange),
  };
}
