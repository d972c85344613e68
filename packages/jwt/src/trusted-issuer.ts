import type { KeySet } from './key-set.js';
import type { SignatureAlgorithm } from './signature-algorithm.js';

/** An issuer whose tokens are accepted, with what belongs to it alone: its keys, audiences and algorithms. */
export interface TrustedIssuer {
  /** Compared with `iss` character by character. */
  readonly issuer: string;
  /** One of these must be among `aud`. */
  readonly audience: string | readonly string[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keys: KeySet;
  /**
   * Header `typ` values that are accepted, in any case, with or without `application/`. `null` accepts a token that has
   * none.
   * @default ['at+jwt'] (RFC 9068 §4)
   */
  readonly acceptTyp?: readonly (string | null)[];
  /**
   * Claims that must be there besides `iss`, `aud` and `exp`.
   * @default ['sub', 'client_id', 'iat', 'jti'] (RFC 9068 §2.2)
   */
  readonly requiredClaims?: readonly string[];
}
