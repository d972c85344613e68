/** A time as JWT has it: seconds since the epoch, not necessarily whole (RFC 7519 §2). */
export type NumericDate = number;

/** The claims of a verified token. The named ones have the JSON type that stands here; of the others nothing is known. */
export interface JwtClaims {
  readonly iss: string;
  readonly aud: string | readonly string[];
  readonly exp: NumericDate;
  readonly nbf?: NumericDate;
  readonly iat?: NumericDate;
  readonly sub?: string;
  readonly client_id?: string;
  readonly jti?: string;
  /** Scope names, separated by single spaces (RFC 8693 §4.2). */
  readonly scope?: string;
  /** What the token is bound to (RFC 7800 §3.1). Not checked here: the scheme that reads the binding does. */
  readonly cnf?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}
