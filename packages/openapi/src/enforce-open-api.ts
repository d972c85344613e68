import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkOptions, type Guard, methodNotAllowed, type Next, notFound } from '@portcullis/core';
import { admit } from './admit.js';
import { createOperations } from './document/create-operations.js';
import { loadDocument } from './document/load-document.js';
import type { Operation } from './operation.js';
import { bindRoutes } from './routes/bind-routes.js';
import { type Layer, stackOf } from './routes/express-stack.js';
import { type BoundPlace, findOperation } from './routes/find-operation.js';
import { readPath } from './routes/read-path.js';
import { serveDocument } from './serve-document.js';

export interface EnforceOpenApiOptions {
  /** The guard of each scheme that the operations demand, by its name in `components.securitySchemes`. */
  readonly schemes: Readonly<Record<string, Guard>>;
  /**
   * Every operation says its own `security`; the document's does not count. So one that is taken out by mistake stops
   * the start.
   * @default false
   */
  readonly requireOwnSecurity?: boolean;
}

/** The middleware in front of the routes, and what belongs to it. */
export interface OpenApiMiddleware {
  (req: IncomingMessage, res: ServerResponse, next: Next): void;
  /** The handler that answers with the document as it was given. */
  readonly document: (req: IncomingMessage, res: ServerResponse) => void;
  /** What is enforced: for a route audit, or a portal. */
  readonly operations: readonly Operation[];
  /**
   * Compares the routes of the router or app with the document, puts the guards on the routes and lets nobody add to
   * them any more. Until it was called every request is an error.
   *
   * @throws TypeError with one line for each thing in which they differ.
   */
  check(router: object): void;
}

const ACTION = 'Cannot enforce OpenAPI document';

/**
 * Makes a middleware that runs for each request the guards that an OpenAPI document (2.0, 3.0, 3.1) demands for its
 * operation. A path that the document does not have is 404, a method 405. What the guards leave on the request is
 * theirs; `operationOf(req)` is the operation.
 *
 * It asks for credentials, scopes and roles. It does not check parameters and bodies, and does not look at `servers`:
 * the paths are those below the router that is checked.
 *
 * @throws TypeError for a document that is not valid or not closed in itself, an operation without security, and
 * schemes that do not fit; one line for each.
 * @example
 * const api = await enforceOpenApi(document, { schemes: { apiKey: application, accessToken: user } });
 * router.use(api);
 * router.get('/accounts/:accountId', readAccount);
 * api.check(router);
 * @see https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object
 */
export async function enforceOpenApi(
  document: object,
  options: EnforceOpenApiOptions,
): Promise<OpenApiMiddleware> {
  const { guards, requireOwnSecurity } = readOptions(options);
  const loaded = await loadDocument(ACTION, document);
  const operations = createOperations(ACTION, loaded, guards, requireOwnSecurity);
  let places: readonly BoundPlace[] | undefined;

  function check(router: object): void {
    const stack = stackOf(router);
    if (stack === undefined) {
      throw new TypeError('Cannot check the routes: it is neither a Router nor an app of Express');
    }
    if (places !== undefined) {
      throw new TypeError('Cannot check the routes twice: one document is for one router');
    }
    places = bindRoutes(stack, operations, isFront);
  }

  function openApiMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    if (places !== undefined) guardRequest(places, req, res, next);
    else next(new Error('Cannot guard the request: check() was not called with the router'));
  }

  // An instrumentation may have put its own function around ours, with our properties on it.
  const isFront = ({ handle }: Layer) => (handle as { check?: unknown } | undefined)?.check === check;
  return Object.assign(openApiMiddleware, { document: serveDocument(loaded.text), operations, check });
}

function readOptions(options: EnforceOpenApiOptions) {
  checkOptions(ACTION, options, ['schemes', 'requireOwnSecurity']);
  const { schemes, requireOwnSecurity = false } = options;
  if (typeof schemes !== 'object' || schemes === null) {
    throw new TypeError(`${ACTION}: schemes must be an object`);
  }
  if (typeof requireOwnSecurity !== 'boolean') {
    throw new TypeError(`${ACTION}: requireOwnSecurity must be true or false`);
  }
  return { guards: new Map(Object.entries(schemes)), requireOwnSecurity };
}

const answerNotFound = notFound();

function guardRequest(
  places: readonly BoundPlace[],
  req: IncomingMessage,
  res: ServerResponse,
  next: Next,
): void {
  const allowed = new Set<string>();
  let operation: Operation | undefined;
  try {
    const path = readPath(req);
    if (path !== undefined) operation = findOperation(places, req.method ?? '', path, allowed);
  } catch (error) {
    next(error);
    return;
  }
  if (operation !== undefined) admit(operation, req, res, next);
  else if (allowed.size > 0) methodNotAllowed(...allowed)(req, res);
  else answerNotFound(req, res);
}
