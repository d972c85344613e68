import type { Eventually } from '@portcullis/core';
import type { KeySet, NumericDate, VerificationKey } from '@portcullis/jwt';
import type { Caller } from './to-credential.js';

/** What a token says, in the words that JWTs (RFC 9068 §2.2) and introspection (RFC 7662 §2.2) share. */
export interface AccessTokenClaims {
  readonly jti?: string;
  readonly iat?: NumericDate;
  readonly sub?: string;
  readonly scope?: string;
  readonly cnf?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

/** The signature of a token. */
export interface TokenSignature {
  /** As the token named it. */
  readonly kid: string | undefined;
  /** Where its key is asked for. */
  readonly keys: KeySet;
  /** What it was verified with, as the key set last gave it. */
  key: VerificationKey;
}

/** A token that its issuer stands by: it signed it, has it in its store, or said so when it was asked. */
export interface AttestedToken {
  readonly caller: Caller;
  readonly claims: AccessTokenClaims;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  /** Milliseconds since the epoch: from then on the issuer has to be heard again. */
  readonly expiresAt: number;
  /** How long that is after its issuer gave it or spoke for it. */
  readonly lifeSeconds: number;
  /** `undefined` for a token that only its issuer can read. */
  readonly signature: TokenSignature | undefined;
  /** It took a question to another server, so it is kept from its first sight on. */
  readonly isCostly: boolean;
}

/** Tokens that say nothing by themselves. */
export interface OpaqueTokens {
  /**
   * What the token stands for.
   *
   * @throws InvalidTokenError when it is not good, ServiceUnavailableError when nobody can say (both also as a rejection).
   */
  verify(token: string): Eventually<AttestedToken>;
  /** Ends what is under way; nobody is asked any more. */
  close(): void;
}
