import type { IncomingMessage } from 'node:http';
import type { Eventually, Names } from '@portcullis/core';
import type { ClientRecord } from '@portcullis/store';
import type { Parameters } from '../request/parameters.js';

/** What a grant has come to: the token to mint. */
export interface AccessTokenRequest {
  readonly scopes: Names;
  /** For whom the client acts; absent where it is for itself. */
  readonly userId?: string;
  /** The family that it ends with. */
  readonly familyId?: string;
  /** Milliseconds since the epoch: not issued before, which may lie up to a second ahead of the clock. */
  readonly notBefore?: number;
}

/** A successful answer (RFC 6749 §5.1). A grant may add to it. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  /** Absent when the token has no scope. */
  readonly scope?: string;
  readonly [name: string]: string | number | undefined;
}

/** An authorization code as a client presents it (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export interface PresentedCode {
  readonly code: string;
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/** What a grant works with. The client is authenticated and may use this grant. */
export interface GrantContext {
  readonly client: ClientRecord;
  readonly parameters: Parameters;
  readonly req: IncomingMessage;
  /** Milliseconds since the epoch, taken before the client was read. */
  readonly startedAt: number;
  /** Mints the access token and gives the answer with it. */
  issue(token: AccessTokenRequest): Eventually<TokenAnswer>;
  /** As `issue`, with a refresh token where the grant `refresh_token` is offered and this client may use it. */
  issueWithRefreshToken(token: AccessTokenRequest): Eventually<TokenAnswer>;
  /**
   * Uses a refresh token, once.
   *
   * @param scope the parameter, where the client asks for less than it was given
   * @throws SecurityError (as a rejection) `invalid_grant`, `invalid_scope`
   */
  refresh(refreshToken: string, scope: string | undefined): Promise<TokenAnswer>;
  /**
   * Redeems an authorization code, once; with a refresh token as `issueWithRefreshToken`.
   *
   * @throws SecurityError (as a rejection) `invalid_grant`
   */
  redeemCode(presented: PresentedCode): Promise<TokenAnswer>;
}

/** One way to a token (RFC 6749 §1.3), one file each. */
export interface Grant {
  /** The value of `grant_type`. */
  readonly type: string;
  /**
   * Validates everything, then consumes, then has the token minted.
   *
   * @throws SecurityError (also as a rejection) with an error code of RFC 6749 §5.2.
   */
  handle(context: GrantContext): Eventually<TokenAnswer>;
}
