import type { IncomingMessage } from 'node:http';
import type { Guard } from '@portcullis/core';

/** One operation of the document and the guard that its security became. */
export interface Operation {
  /** Its `operationId`, or method and path where it has none: `GET /accounts/{accountId}`. */
  readonly name: string;
  /** In capitals. */
  readonly method: string;
  /** As the document writes it: `/accounts/{accountId}`. */
  readonly path: string;
  readonly guard: Guard;
}

const matched = new WeakMap<IncomingMessage, Operation>();

/**
 * The operation that a request is: its `operationId`, or `GET /accounts/{accountId}` where it has none. For metering,
 * logs and decision events. Nothing before the middleware of `enforceOpenApi` ran, and for a request that the document
 * does not know. It does not say that the request was let through.
 */
export function operationOf(req: IncomingMessage): string | undefined {
  return matched.get(req)?.name;
}

/** Keeps the operation of a request for `operationOf`. */
export function noteOperation(req: IncomingMessage, operation: Operation): void {
  matched.set(req, operation);
}
