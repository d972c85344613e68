import type { Clock, Eventually } from '@portcullis/core';
import type { JwtClaims } from './jwt-claims.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** How tokens are verified. */
export interface JwtVerifierOptions {
  /** At least one; no two of the same name. */
  readonly issuers: readonly TrustedIssuer[];
  /** @default the clock of this machine */
  readonly clock?: Clock;
  /**
   * How far an issuer's clock may be ahead of ours (`nbf`, `iat`). `exp` is never stretched.
   * @default 5
   */
  readonly clockToleranceSeconds?: number;
  /**
   * Longest token that is looked at, in characters.
   * @default 8192
   */
  readonly maxLength?: number;
}

/** The header of a verified token, as far as it was looked at. */
export interface VerifiedHeader {
  readonly alg: string;
  readonly kid: string | undefined;
  readonly typ: string | undefined;
}

/** A token whose signature and claims are good. */
export interface VerifiedJwt {
  readonly issuer: string;
  readonly header: VerifiedHeader;
  readonly claims: JwtClaims;
}

export interface JwtVerifier {
  /**
   * @throws InvalidTokenError when the token is refused, ServiceUnavailableError when its issuer's keys cannot be had
   * (both also as a rejection).
   */
  verify(token: string): Eventually<VerifiedJwt>;
}
