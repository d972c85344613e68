import type { ClientRecord } from '@portcullis/store';
import type { ActiveToken, FindIssuedToken } from '../issued-tokens/issued-token.js';
import { authenticationMetadata } from './authentication-metadata.js';
import { type ClientStepsOptions, clientSteps } from './client-steps.js';
import type { Endpoint } from './endpoint.js';
import { clientOf, type Exchange, type Step, takeSteps } from './exchange.js';
import type { IssuerLocation } from './issuer-location.js';
import { presentedToken } from './presented-token.js';
import { sendUncached } from './send-json.js';

/** Whether `caller` may learn what a token of the client `clientId` says. */
export type MayIntrospect = (caller: ClientRecord, clientId: string) => boolean;

export interface IntrospectionEndpointOptions extends ClientStepsOptions {
  readonly location: IssuerLocation;
  readonly path: string;
  readonly find: FindIssuedToken;
  readonly mayIntrospect: MayIntrospect;
}

/** Where it is told whether a token is good, and what it says (RFC 7662). */
export function introspectionEndpoint(options: IntrospectionEndpointOptions): Endpoint {
  const { location, path, methods, find, mayIntrospect } = options;
  // RFC 7662 §2.1: who asks has to prove who it is.
  const provable = methods.filter(({ name }) => name !== 'none');
  const steps: readonly Step[] = [...clientSteps({ ...options, methods: provable }), introspectToken];
  return {
    name: 'introspect',
    paths: location.pathsOf(path),
    methods: ['POST'],
    metadata: {
      introspection_endpoint: location.urlOf(path),
      ...authenticationMetadata('introspection', provable),
    },
    handle: (exchange) => takeSteps(steps, exchange),
  };

  /** Whatever the reason why a token is not active for this caller: the same answer (RFC 7662 §2.2). */
  async function introspectToken(exchange: Exchange): Promise<void> {
    const answer = await activeToken(exchange);
    sendUncached(exchange.res, 200, { active: answer !== undefined, ...answer });
  }

  async function activeToken(exchange: Exchange): Promise<ActiveToken | undefined> {
    const token = await presentedToken(exchange, find);
    if (token === undefined || mayIntrospect(clientOf(exchange), token.clientId) !== true) return undefined;
    return token.introspect();
  }
}
