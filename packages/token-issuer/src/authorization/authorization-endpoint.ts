import { finished } from 'node:stream/promises';
import { isSecurityError } from '@portcullis/core';
import type { Clients } from '../clients/clients.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import type { Exchange } from '../endpoints/exchange.js';
import type { IssuerLocation } from '../endpoints/issuer-location.js';
import { parseAuthorizationRequest } from './authorization-request.js';
import { type AuthorizationRules, authorizeRequest } from './authorize-request.js';
import { createInteraction } from './interaction.js';
import { type CodeIssue, issueCode } from './issue-code.js';
import { readSentParameters } from './read-sent-parameters.js';
import { type Destination, requireDestination } from './require-destination.js';
import { sendAuthorizationError, sendAuthorizationResponse } from './send-authorization-response.js';
import { sendErrorPage } from './send-error-page.js';
import { sendRedirect } from './send-redirect.js';
import type { SentParameters } from './sent-parameters.js';

export interface AuthorizationEndpointOptions extends AuthorizationRules, CodeIssue {
  readonly location: IssuerLocation;
  readonly path: string;
  readonly clients: Pick<Clients, 'find'>;
}

/** Where browsers come with what a client asks of a user, and leave with a code (RFC 6749 §3.1). Never for HEAD. */
export function authorizationEndpoint(options: AuthorizationEndpointOptions): Endpoint {
  const { location, path, clients } = options;
  const { issuer } = location;
  return {
    name: 'authorize',
    paths: location.pathsOf(path),
    methods: ['GET', 'POST'],
    metadata: {
      authorization_endpoint: location.urlOf(path),
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    },
    async handle(exchange) {
      let destination: Destination | undefined;
      try {
        const sent = await readSentParameters(exchange.req);
        destination = await requireDestination(clients, sent);
        await answerRequest(exchange, destination, sent);
      } catch (error) {
        await answerRefusal(exchange, destination, error);
        throw error;
      }
    },
  };

  async function answerRequest(
    exchange: Exchange,
    destination: Destination,
    sent: SentParameters,
  ): Promise<void> {
    const { req, res, startedAt } = exchange;
    const request = parseAuthorizationRequest(destination, sent, startedAt);
    const interaction = createInteraction(request, location.path + path);
    const authorization = await authorizeRequest(options, { req, startedAt, request, interaction });
    if ('page' in authorization) return sendRedirect(res, authorization.page);
    const code = await issueCode(options, authorization);
    exchange.client = destination.client;
    sendAuthorizationResponse(res, destination, issuer, { code });
  }

  /** Answers the browser. The error goes on to the router, for the decision event and, where it is a bug, for the host. */
  async function answerRefusal(
    exchange: Exchange,
    destination: Destination | undefined,
    error: unknown,
  ): Promise<void> {
    const { res } = exchange;
    exchange.client = destination?.client;
    if (destination !== undefined) sendAuthorizationError(res, destination, issuer, error);
    else if (isSecurityError(error)) sendErrorPage(res, error);
    else return;
    // Express ends the connection when it is given an error behind an answer.
    if (!isSecurityError(error)) await finished(res).catch(() => undefined);
  }
}
