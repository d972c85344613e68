import type { Eventually, Names } from '@portcullis/core';

/** What is told of a token that is active (RFC 7662 §2.2). Times are seconds since the epoch. */
export interface ActiveToken {
  readonly iss: string;
  readonly client_id: string;
  /** The user; the client where it acts for itself. */
  readonly sub: string;
  readonly exp: number;
  readonly iat?: number;
  readonly jti?: string;
  readonly aud?: string | Names;
  /** Absent when the token has no scope. */
  readonly scope?: string;
  /** Of access tokens only. */
  readonly token_type?: 'Bearer';
  /** What it is bound to (RFC 7800 §3.1). */
  readonly cnf?: object;
}

/** A token that this issuer gave, of whatever kind. */
export interface IssuedToken {
  /** Whom it was given to. */
  readonly clientId: string;
  /** What it says and may do now; `undefined` when it is not good, for whatever reason. */
  introspect(): Eventually<ActiveToken | undefined>;
  /** Ends it, once and for all. Ending it again is no error. */
  revoke(): Eventually<unknown>;
}

/**
 * The token behind a text; `undefined` for what this issuer never gave.
 *
 * @throws ServiceUnavailableError (also as a rejection) when keys or store do not answer.
 */
export type FindIssuedToken = (text: string) => Eventually<IssuedToken | undefined>;
