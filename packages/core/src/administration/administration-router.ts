import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkOptions } from '../check-options.js';
import { type Guard, guardTree, isGuard, type Next } from '../guard.js';
import { principalOf } from '../principal-of.js';
import { refuse } from '../refuse.js';
import { isSecurityError, SecurityError } from '../security-error.js';
import {
  type AdministrationAnswer,
  type AdministrationRoute,
  type FoundRoute,
  findRoute,
} from './find-route.js';

export interface AdministrationRouterOptions {
  /** Of the router, for messages and decision events: `clientAdministration`. */
  readonly name: string;
  /** Every route stands behind it. */
  readonly guard: Guard;
  readonly routes: readonly AdministrationRoute[];
}

/** What `app.use()` takes. Typed on `node:http`, so that it fits Express 4 and 5 and the types of both. */
export type AdministrationRouter = (req: IncomingMessage, res: ServerResponse, next: Next) => void;

/**
 * Makes a router whose every route stands behind the guard, HEAD and OPTIONS too; paths that are none of its own it hands
 * on. Refusals are answered as a guard answers them, and nothing that it answers is kept by a cache.
 *
 * @throws TypeError without a guard that keeps somebody out.
 */
export function createAdministrationRouter(options: AdministrationRouterOptions): AdministrationRouter {
  const action = 'Cannot create administration router';
  checkOptions(action, options, ['name', 'guard', 'routes']);
  const { name, guard, routes } = options;
  checkGuard(`Cannot create ${name}`, guard);
  return function administrationRouter(req, res, next) {
    const { path, query } = splitUrl(req.url ?? '');
    const found = findRoute(routes, path);
    if (found === undefined) return next();
    guard(req, res, (error) => {
      if (error !== undefined) return next(error);
      administer(found, req, query).then(
        (answer) => send(res, answer),
        (failure: unknown) => {
          if (isSecurityError(failure)) refuse(req, res, next, failure, [], name);
          else next(failure);
        },
      );
    });
  };
}

/** A requirement alone is fine where the app has mounted a scheme before; what lets everybody through is not. */
function checkGuard(action: string, guard: unknown): void {
  if (!isGuard(guard)) throw new TypeError(`${action}: guard is missing, or was not made by Portcullis`);
  const { type } = guardTree(guard);
  if (['public', 'optional', 'reportOnly'].includes(type)) {
    throw new TypeError(`${action}: guard lets everybody through (${type})`);
  }
}

async function administer(
  { route, params }: FoundRoute,
  req: IncomingMessage,
  query: URLSearchParams,
): Promise<AdministrationAnswer> {
  const method = req.method === 'HEAD' ? 'GET' : (req.method ?? '');
  const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
  if (handler === undefined) throw methodNotAllowed(Object.keys(route.methods));
  const param = (name: string): string => {
    const value = params.get(name);
    if (value === undefined) throw new Error(`Cannot administer: ${route.path} has no part ${name}`);
    return value;
  };
  return handler({ req, principal: principalOf(req), query, param });
}

/** Below a mount Express leaves the authority of a request target in absolute form (RFC 9112 §3.2.2) where it is. */
function splitUrl(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const url = target.replace(/^https?:\/\/[^/?#]*/i, '');
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
  return new SecurityError('Cannot administer: this path does not take the method', {
    status: 405,
    reason: 'invalid_request',
    headers: { Allow: methods.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])).join(', ') },
  });
}
