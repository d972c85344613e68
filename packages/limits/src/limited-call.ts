import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  isSecurityError,
  type Next,
  type Principal,
  publishDecision,
  refuse,
  ServiceUnavailableError,
} from '@portcullis/core';

/** What becomes of a call that cannot be counted, because the store does not answer. */
export type StoreFailure = 'refuse' | 'let-through';

/** A call before a limiter, which goes on or is refused once. Where somebody else has answered, nothing happens. */
export class LimitedCall {
  readonly req: IncomingMessage & { principal?: Principal };
  readonly res: ServerResponse;
  readonly #next: Next;
  readonly #by: string;
  readonly #storeFailure: StoreFailure;
  #isDecided = false;

  constructor(by: string, storeFailure: StoreFailure, req: IncomingMessage, res: ServerResponse, next: Next) {
    this.req = req;
    this.res = res;
    this.#next = next;
    this.#by = by;
    this.#storeFailure = storeFailure;
  }

  goOn(): void {
    if (this.#decide()) this.#next();
  }

  /** Refuses with what the error says; what is no `SecurityError` goes to the error handler. */
  stop(error: unknown): void {
    if (!this.#decide()) return;
    if (!isSecurityError(error)) this.#fail(error);
    else if (isLetThrough(error, this.#storeFailure)) this.#goOnUncounted(error);
    else refuse(this.req, this.res, this.#next, error, [], this.#by);
  }

  #decide(): boolean {
    const isOpen = !(this.#isDecided || this.res.headersSent);
    this.#isDecided = true;
    return isOpen;
  }

  #goOnUncounted(error: unknown): void {
    this.#publish('report', error);
    this.#next();
  }

  #fail(thrown: unknown): void {
    // `next(undefined)` would let the call through.
    const error = thrown instanceof Error ? thrown : new Error(`Cannot limit the call: ${this.#by} failed`);
    this.#publish('deny', error);
    this.#next(error);
  }

  #publish(outcome: 'deny' | 'report', error: unknown): void {
    const { req } = this;
    publishDecision({ outcome, guard: this.#by, request: req, principal: req.principal, error });
  }
}

/** 503: calls cannot be counted now. */
export function limiterUnavailable(cause: unknown): ServiceUnavailableError {
  return new ServiceUnavailableError('Cannot count the call: the store of the limiter does not answer', {
    reason: 'limiter_unavailable',
    cause,
  });
}

function isLetThrough({ reason }: { readonly reason: string }, storeFailure: StoreFailure): boolean {
  return storeFailure === 'let-through' && reason === 'limiter_unavailable';
}
