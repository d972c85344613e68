/** What a `SecurityError` is made of. */
export interface SecurityErrorOptions {
  /** The HTTP status of the answer. */
  readonly status: number;
  /** For the client: the RFC's word where there is one. */
  readonly code?: string;
  /** For the decision event: a stable word of the table in `reasons.ts`. */
  readonly reason: string;
  /** For the client: one fixed sentence. */
  readonly description?: string;
  /** Headers of the answer besides the challenge. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Scope that would help, for the challenge of RFC 6750 §3. */
  readonly scope?: string;
  readonly cause?: unknown;
}

/**
 * A refusal that already knows its HTTP answer. `message` is for the log, `code` and `description` are for the
 * client, `reason` is for the decision event. None of them holds a token, a key or an expected value.
 */
export class SecurityError extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly reason: string;
  readonly description: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly scope: string | undefined;

  constructor(message: string, options: SecurityErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
    this.code = options.code;
    this.reason = options.reason;
    this.description = options.description;
    this.headers = options.headers ?? {};
    this.scope = options.scope;
  }
}
