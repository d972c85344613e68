import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Scheme } from './scheme.js';
import type { SecurityError } from './security-error.js';

/** How an app wants to have its refusals. */
export type RefusalForm =
  | { readonly forward: true }
  | { answer(error: SecurityError, req: IncomingMessage, res: ServerResponse): unknown };

/** What guards tell later guards about a request, besides the principal. */
export interface RequestMemory {
  /** Schemes that let the request go on without a principal: absent under `optional`, or refused under `reportOnly`. */
  waived?: readonly Scheme[];
  refusalForm?: RefusalForm;
  refusalListeners?: readonly ((error: SecurityError) => void)[];
}

const MEMORIES = Symbol.for('portcullis.request-memory');

/** Shared by all copies of this package. Not a property of the request: writing one costs 2 µs on Node 20. */
const home: { [MEMORIES]?: WeakMap<IncomingMessage, RequestMemory> } & typeof globalThis = globalThis;
home[MEMORIES] ??= new WeakMap();
const memories = home[MEMORIES];

/** What is remembered of this request, if anything. */
export function recall(req: IncomingMessage): Readonly<RequestMemory> | undefined {
  return memories.get(req);
}

/** Adds to what is remembered. */
export function remember(req: IncomingMessage, memory: RequestMemory): void {
  memories.set(req, { ...memories.get(req), ...memory });
}
