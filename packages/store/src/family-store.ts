import type { Eventually, Names } from '@portcullis/core';
import type { ClientRecord } from './client-store.js';
import type { JsonObject } from './json.js';
import type { Liveness } from './liveness.js';
import type { UserRecord } from './user-store.js';

/**
 * All that grew out of one authorization: the one current refresh token and every access token. One row, however often
 * it is refreshed. Times are milliseconds since the epoch.
 */
export interface TokenFamily {
  readonly id: string;
  readonly clientId: string;
  readonly userId?: string;
  /** The most a token of this family may have. */
  readonly scopes: Names;
  /** 0 before there is a refresh token, then one more with each. */
  readonly generation: number;
  /** Digest of the refresh token that is good now; absent before the first. */
  readonly currentHash?: string;
  /** Digest of the one before it. */
  readonly previousHash?: string;
  readonly rotatedAt?: number;
  /** The reply to the last rotation, sealed with a key that only the holder of the token before can derive. */
  readonly sealedReply?: string;
  readonly createdAt: number;
  /** Not refreshed by then: over. Never later than `expiresAt`. */
  readonly idleExpiresAt: number;
  /** Over, however often it was refreshed. */
  readonly expiresAt: number;
  readonly revokedAt?: number;
  /** What the issuer wants back with a refresh: `nonce`, `auth_time`, resource. */
  readonly data: JsonObject;
}

export type NewTokenFamily = Omit<
  TokenFamily,
  'generation' | 'currentHash' | 'previousHash' | 'rotatedAt' | 'sealedReply' | 'revokedAt'
>;

/** The first refresh token of a family. */
export interface FirstRefreshToken {
  readonly hash: string;
  readonly idleExpiresAt: number;
}

/** The refresh token that takes the place of the current one. */
export interface NextRefreshToken extends FirstRefreshToken {
  readonly sealedReply: string;
}

/** A family with those whose word it carries, read in one step. */
export interface FoundFamily {
  readonly family: TokenFamily;
  readonly client?: ClientRecord;
  readonly user?: UserRecord;
  readonly liveness: Liveness;
}

export interface RotationResult {
  readonly rotated: boolean;
  /** As it stands after the step: the loser reads here why it lost. Absent when the family is unknown. */
  readonly family?: TokenFamily;
}

/**
 * Each method is one atomic step. A family is kept for as long as a token of it may live, so that a revoked one is
 * never mistaken for an unknown one and no later insert revives it.
 */
export interface FamilyStore {
  /** Opens a family without a code, its first refresh token included. False when the id is taken. */
  open(family: NewTokenFamily, refreshToken?: FirstRefreshToken): Eventually<boolean>;
  /** Joined with client and user: `revoked` where one of them is, or the family began before their `tokensValidFrom`. */
  find(id: string): Eventually<FoundFamily | undefined>;
  /**
   * One compare-and-set: if `currentHash` is the current one and the family is neither revoked nor over, `next` takes its
   * place, `currentHash` becomes `previousHash`, the generation grows, `rotatedAt` is now. Whether client and user are
   * alive is for the caller to find out before; a token minted for a dead one is dead when read.
   */
  rotate(id: string, currentHash: string, next: NextRefreshToken): Eventually<RotationResult>;
  /**
   * For refresh tokens that are not rotated: moves the idle deadline (never back, never past `expiresAt`).
   * @returns false when `currentHash` is not the current one, or the family is unknown, revoked or over.
   */
  prolong(id: string, currentHash: string, idleExpiresAt: number): Eventually<boolean>;
  /** Ends the family and everything of it. True to the one caller that did it; false when it was done or is unknown. */
  revoke(id: string): Eventually<boolean>;
}
