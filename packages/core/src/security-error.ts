import { problemBody } from './problem-body.js';
import type { Reason } from './reasons.js';

/** What a `SecurityError` is made of. */
export interface SecurityErrorOptions {
  /** The HTTP status of the answer. */
  readonly status: number;
  /** For the client: the RFC's word where there is one. */
  readonly code?: string;
  /** For the decision event: a word of `REASONS`, or your own behind `app:`. */
  readonly reason: Reason;
  /** For the client: one fixed sentence. */
  readonly description?: string;
  /** Headers of the answer besides the challenge. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Scope that would help, separated by spaces, for the challenge of RFC 6750 §3. */
  readonly scope?: string;
  /**
   * What a requirement's refusal challenges with, where the usual rules are not wanted: `bare` is the challenge of
   * the leading credential without an error in it, `none` is no challenge.
   */
  readonly challenge?: 'bare' | 'none';
  /** What went wrong underneath; kept for the log, never answered. */
  readonly cause?: unknown;
}

/** An `Error` by its prototype that takes no stack: refusals are expected and frequent, a stack costs 3 µs. */
const UntracedError = function (this: Error, message: string) {
  this.message = message;
} as unknown as ErrorConstructor;
Object.setPrototypeOf(UntracedError, Error);
Object.defineProperty(UntracedError, 'prototype', { value: Object.create(Error.prototype) });

const BRAND = Symbol.for('portcullis.security-error');

/**
 * A refusal that already knows its HTTP answer. `message` is for the log, `code` and `description` are for the
 * client, `reason` is for the decision event. None of them holds a token, a key or an expected value.
 * Below 500 there is no stack; from 500 on stack and cause are kept.
 */
export class SecurityError extends UntracedError {
  static {
    Object.defineProperty(SecurityError.prototype, 'name', { value: 'SecurityError', writable: true });
    Object.defineProperty(SecurityError.prototype, BRAND, { value: true });
  }

  readonly status: number;
  readonly code: string | undefined;
  readonly reason: Reason;
  readonly description: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly scope: string | undefined;
  readonly challenge: 'bare' | 'none' | undefined;

  constructor(message: string, options: SecurityErrorOptions) {
    super(message);
    this.status = options.status;
    this.code = options.code;
    this.reason = options.reason;
    this.description = options.description;
    this.headers = options.headers ?? {};
    this.scope = options.scope;
    this.challenge = options.challenge;
    if (options.cause !== undefined) this.cause = options.cause;
    if (options.status >= 500) Error.captureStackTrace(this, new.target);
  }

  /** What the client may see of it: neither `message` nor `reason`. */
  toJSON(): object {
    return problemBody(this.status, { error: this.code, detail: this.description });
  }
}

/** Is it a refusal of this family? Works across several copies of this package, where `instanceof` does not. */
export function isSecurityError(value: unknown): value is SecurityError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
