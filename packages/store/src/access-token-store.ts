import type { Eventually, Names } from '@portcullis/core';
import type { ClientRecord } from './client-store.js';
import type { JsonObject } from './json.js';
import type { Liveness } from './liveness.js';
import type { UserRecord } from './user-store.js';

/** An opaque access token, by its digest. Times are milliseconds since the epoch. */
export interface AccessTokenRecord {
  readonly digest: string;
  /** What `jti` is to a JWT: `revoke` takes it. */
  readonly id: string;
  readonly clientId: string;
  readonly userId?: string;
  readonly familyId?: string;
  readonly scopes: Names;
  readonly audience: Names;
  /** Take it before client and user are read: then a revocation that comes between ends this token too. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** `cnf` (RFC 7800), where the token is bound. */
  readonly confirmation?: JsonObject;
  readonly data: JsonObject;
}

/** A token with those whose word it carries, read in one step. */
export interface FoundAccessToken {
  readonly token: AccessTokenRecord;
  readonly client?: ClientRecord;
  readonly user?: UserRecord;
  readonly liveness: Liveness;
}

/** Opaque access tokens, and the revocation of any access token by its id. Each method is one atomic step. */
export interface AccessTokenStore {
  /** False when the digest is taken. A token of a revoked family, client or user may be written; it is dead when read. */
  insert(token: AccessTokenRecord): Eventually<boolean>;
  /**
   * Liveness is judged here, joined with the revocation of its id, its family, client and user: whichever of insert and
   * revoke came first, the revoke wins. A token whose client or family is gone is `revoked`.
   */
  find(digest: string): Eventually<FoundAccessToken | undefined>;
  /**
   * Revokes an access token, JWT or opaque, written or not yet, until `expiresAt` (an hour longer, for clocks set back).
   * @returns true to the one caller that did it; false when it was done or `expiresAt` has come: there is nothing to end.
   */
  revoke(tokenId: string, expiresAt: number): Eventually<boolean>;
}
