import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Next } from '@portcullis/core';
import { noteOperation, type Operation } from './operation.js';

const admitted = new WeakMap<IncomingMessage, Operation>();

/** Lets a request through that the guard of the operation lets through, and remembers that it did. */
export function admit(operation: Operation, req: IncomingMessage, res: ServerResponse, next: Next): void {
  noteOperation(req, operation);
  operation.guard(req, res, (error) => {
    if (error === undefined) admitted.set(req, operation);
    next(error);
  });
}

/**
 * The guard on a route itself. It costs nothing where the operation was admitted in front; a request that came here
 * otherwise, by a rewritten URL or from a handler of another route that called `next`, is asked again.
 */
export function routeGuard(operation: Operation) {
  return function openApiRouteMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    if (admitted.get(req) === operation) next();
    else admit(operation, req, res, next);
  };
}
