import type { Eventually, Names } from '@portcullis/core';
import type { FirstRefreshToken, NewTokenFamily } from './family-store.js';
import type { JsonObject } from './json.js';

/** So many wrong verifiers burn a code. */
export const MAX_CODE_FAILURES = 10;

/** An authorization code, by its digest. Times are milliseconds since the epoch. */
export interface CodeRecord {
  readonly hash: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly userId: string;
  /** `code_challenge` (RFC 7636 §4.2), always S256. */
  readonly challenge: string;
  readonly scopes: Names;
  readonly familyId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Wrong verifiers so far. */
  readonly failures: number;
  readonly consumedAt?: number;
  readonly data: JsonObject;
}

export type NewCode = Omit<CodeRecord, 'failures' | 'consumedAt'>;

/**
 * `consumed` comes before the other refusals: it is a replay, and the code names the family to revoke. Whether it came
 * from the owner is for the caller to judge.
 */
export type CodeConsumption =
  | { readonly consumed: true; readonly code: CodeRecord }
  | { readonly consumed: false; readonly reason: 'consumed' | 'burnt' | 'expired'; readonly code: CodeRecord }
  | { readonly consumed: false; readonly reason: 'unknown' };

/** Each method is one atomic step. A consumed code is kept an hour past its expiry, so that a replay is seen. */
export interface CodeStore {
  /**
   * Writes the code and opens its family, so that a replay seen at any time later finds a family to revoke.
   * @returns false when the hash or the family's id is taken; then neither is written. Throws a `TypeError` when code
   * and family do not name each other.
   */
  issue(code: NewCode, family: NewTokenFamily): Eventually<boolean>;
  /** The code in whatever state it is: look at it before you consume it. */
  find(hash: string): Eventually<CodeRecord | undefined>;
  /** Counts a wrong verifier. Returns how many there were with this one, 0 when the code is unknown. */
  countFailure(hash: string): Eventually<number>;
  /**
   * Consumes the code if it is neither consumed, burnt nor expired, and gives its family its first refresh token in the
   * same step. Of any number of callers exactly one is told `consumed: true`.
   */
  consume(hash: string, refreshToken?: FirstRefreshToken): Eventually<CodeConsumption>;
}
