import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Guard, isSecurityError, principalOf, refuse, SecurityError } from '@portcullis/core';
import type { RequestHandler } from '../issuer-router.js';
import {
  type AdministrationAnswer,
  type AdministrationRoute,
  type FoundRoute,
  findRoute,
} from './find-route.js';

/** A router whose every route stands behind the guard; paths that are none of its own it hands on. */
export function createAdministrationRouter(
  guard: Guard,
  routes: readonly AdministrationRoute[],
): RequestHandler {
  return function administrationRouter(req, res, next) {
    const { path, query } = splitUrl(req.url ?? '');
    const found = findRoute(routes, path);
    if (found === undefined) return next();
    guard(req, res, (error) => {
      if (error !== undefined) return next(error);
      administer(found, req, query).then(
        (answer) => send(res, answer),
        (failure: unknown) => {
          if (isSecurityError(failure)) refuse(req, res, next, failure, [], 'clientAdministration');
          else next(failure);
        },
      );
    });
  };
}

async function administer(
  { route, clientId, secretId }: FoundRoute,
  req: IncomingMessage,
  query: URLSearchParams,
): Promise<AdministrationAnswer> {
  const method = req.method === 'HEAD' ? 'GET' : (req.method ?? '');
  const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
  if (handler === undefined) throw methodNotAllowed(Object.keys(route.methods));
  return handler({ req, principal: principalOf(req), clientId, secretId, query });
}

function splitUrl(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const mark = url.indexOf('?');
  if (mark === -1) return { path: url, query: new URLSearchParams() };
  return { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

function send(
  res: ServerResponse,
  { status, body, mediaType = 'application/json' }: AdministrationAnswer,
): void {
  if (res.headersSent) return;
  res.statusCode = status;
  res.setHeader('Cache-Control', 'no-store');
  if (body === undefined) {
    res.end();
    return;
  }
  res.setHeader('Content-Type', mediaType);
  res.end(JSON.stringify(body));
}

function methodNotAllowed(methods: readonly string[]): SecurityError {
  return new SecurityError('Cannot administer clients: this path does not take the method', {
    status: 405,
    reason: 'invalid_request',
    headers: { Allow: methods.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])).join(', ') },
  });
}
