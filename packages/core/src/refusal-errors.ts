import type { Reason } from './reasons.js';
import { SecurityError, type SecurityErrorOptions } from './security-error.js';

/** What the caller says of a refusal; status and code come with the class. */
export interface RefusalOptions extends Omit<SecurityErrorOptions, 'status' | 'code' | 'reason'> {
  readonly reason: Reason;
}

function named(prototype: Error, name: string): void {
  Object.defineProperty(prototype, 'name', { value: name, writable: true });
}

/** 400 `invalid_request`: the credential cannot even be read (RFC 6750 §3.1). */
export class InvalidRequestError extends SecurityError {
  static {
    named(InvalidRequestError.prototype, 'InvalidRequestError');
  }
  constructor(message: string, options: RefusalOptions) {
    super(message, {
      description: 'The request is malformed',
      ...options,
      status: 400,
      code: 'invalid_request',
    });
  }
}

/** 401 without a code: no credential was sent, so the challenge stays bare (RFC 6750 §3.1). */
export class UnauthenticatedError extends SecurityError {
  static {
    named(UnauthenticatedError.prototype, 'UnauthenticatedError');
  }
  constructor(message: string, options: Partial<RefusalOptions> = {}) {
    super(message, { reason: 'no_credential', ...options, status: 401 });
  }
}

/** 401 `invalid_token`: malformed, expired, revoked or not good otherwise. `status` is for providers that say 403. */
export class InvalidTokenError extends SecurityError {
  static {
    named(InvalidTokenError.prototype, 'InvalidTokenError');
  }
  constructor(message: string, options: RefusalOptions & { readonly status?: number }) {
    super(message, {
      description: 'The access token is malformed, expired, revoked or not meant for this resource',
      ...options,
      status: options.status ?? 401,
      code: 'invalid_token',
    });
  }
}

/** 403 `insufficient_scope`; `scope` is what would be enough. */
export class InsufficientScopeError extends SecurityError {
  static {
    named(InsufficientScopeError.prototype, 'InsufficientScopeError');
  }
  constructor(message: string, options: Partial<RefusalOptions> & { readonly scope: string }) {
    super(message, {
      reason: 'insufficient_scope',
      description: 'The request needs more scope than the credential has',
      ...options,
      status: 403,
      code: 'insufficient_scope',
    });
  }
}

/** 403: the caller is known, and may not. */
export class ForbiddenError extends SecurityError {
  static {
    named(ForbiddenError.prototype, 'ForbiddenError');
  }
  constructor(message: string, options: RefusalOptions & { readonly code?: string }) {
    super(message, { ...options, status: 403 });
  }
}

/** 429 with `Retry-After`. */
export class TooManyRequestsError extends SecurityError {
  static {
    named(TooManyRequestsError.prototype, 'TooManyRequestsError');
  }
  readonly retryAfterSeconds: number;
  constructor(
    message: string,
    options: Partial<RefusalOptions> & { readonly retryAfterSeconds: number; readonly code?: string },
  ) {
    const retryAfterSeconds = wholeSeconds(options.retryAfterSeconds);
    super(message, {
      reason: 'rate_limited',
      ...options,
      ...retryAfter(options.headers, retryAfterSeconds),
      status: 429,
    });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** 503 with `Retry-After`: our own trouble. Never a 401, and never let through. Keeps `cause` and stack. */
export class ServiceUnavailableError extends SecurityError {
  static {
    named(ServiceUnavailableError.prototype, 'ServiceUnavailableError');
  }
  readonly retryAfterSeconds: number;
  constructor(message: string, options: RefusalOptions & { readonly retryAfterSeconds?: number }) {
    const retryAfterSeconds = wholeSeconds(options.retryAfterSeconds ?? 5);
    super(message, { ...options, ...retryAfter(options.headers, retryAfterSeconds), status: 503 });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** RFC 9110 §10.2.3: whole seconds, and at least one, so that nobody hammers. */
function wholeSeconds(seconds: number): number {
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 1;
}

function retryAfter(
  headers: SecurityErrorOptions['headers'],
  seconds: number,
): Pick<SecurityErrorOptions, 'headers'> {
  return { headers: { ...headers, 'Retry-After': String(seconds) } };
}
