import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Clock,
  formatChallenge,
  isSecurityError,
  publishDecision,
  SecurityError,
} from '@portcullis/core';
import type { Endpoint } from './endpoints/endpoint.js';
import { type Exchange, openExchange } from './endpoints/exchange.js';
import { sendOAuthError } from './endpoints/send-json.js';

/** What `app.use()` takes. Typed on `node:http`, so that it fits Express 4 and 5 and the types of both. */
export type RequestHandler = (
  req: IncomingMessage & { readonly originalUrl?: string },
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * A router that answers the issuer's own paths and hands every other request on. It compares the whole path that the
 * client asked for, exactly, wherever the app mounts it: what the metadata name is what answers, and nothing else.
 */
export function createIssuerRouter(
  issuer: string,
  endpoints: readonly Endpoint[],
  clock: Clock,
): RequestHandler {
  const challenge = formatChallenge('Basic', { realm: issuer });
  const byPath = new Map(endpoints.flatMap((endpoint) => endpoint.paths.map((path) => [path, endpoint])));
  return function issuerRouter(req, res, next) {
    const endpoint = byPath.get(pathOf(req.originalUrl ?? req.url ?? ''));
    if (endpoint === undefined) return next();
    const exchange = openExchange(req, res, clock.now());
    answer(endpoint, exchange).then(
      () => publishService(issuer, endpoint, exchange),
      (error: unknown) => {
        publishRefusal(issuer, endpoint, exchange, error);
        if (isSecurityError(error)) sendOAuthError(res, error, challenge);
        else next(error instanceof Error ? error : new Error('Cannot answer', { cause: error }));
      },
    );
  };
}

const authority = /^https?:\/\/[^/?#]*/i;

/** The path of a request target. The absolute form (RFC 9112 §3.2.2) means the same path, whatever host it names. */
function pathOf(target: string): string {
  const url = target.startsWith('/') ? target : target.replace(authority, '');
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

async function answer(endpoint: Endpoint, exchange: Exchange): Promise<void> {
  const { method = '' } = exchange.req;
  if (endpoint.methods.includes(method)) return endpoint.handle(exchange);
  const allow = endpoint.methods.join(', ');
  if (method !== 'OPTIONS') throw methodNotAllowed(allow);
  exchange.res.statusCode = 204;
  exchange.res.setHeader('Allow', allow);
  exchange.res.end();
}

/** One decision event for each client that was served. Keys and metadata are for everybody, and no decision. */
function publishService(issuer: string, { name }: Endpoint, { req, client }: Exchange): void {
  if (client === undefined) return;
  publishDecision({
    outcome: 'allow',
    guard: 'tokenIssuer',
    part: name,
    reason: 'allowed',
    client: { id: client.id, issuer },
    request: req,
  });
}

function publishRefusal(issuer: string, { name }: Endpoint, { req, client }: Exchange, error: unknown): void {
  publishDecision({
    outcome: 'deny',
    guard: 'tokenIssuer',
    part: name,
    client: client && { id: client.id, issuer },
    error,
    request: req,
  });
}

function methodNotAllowed(allow: string): SecurityError {
  const description = `This endpoint takes ${allow} only`;
  return new SecurityError(description, {
    status: 405,
    code: 'invalid_request',
    reason: 'invalid_request',
    description,
    headers: { Allow: allow },
  });
}
