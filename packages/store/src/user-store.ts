import type { Eventually, Names } from '@portcullis/core';
import type { JsonObject } from './json.js';
import type { ManagedRecord, ManagedStore, NewRecord } from './managed-record.js';

/**
 * A person. A host app with users of its own need not keep them here: a token whose user is not in the store is judged
 * by its family and client alone.
 */
export interface UserRecord extends ManagedRecord {
  /** Unique. Compared exactly: bring it into one form (case, Unicode) before. */
  readonly username: string;
  /** Unique where present. Compared exactly, as `username`. */
  readonly email?: string;
  readonly emailVerified: boolean;
  /** A password hash with its parameters, as the hashing library writes it. */
  readonly passwordHash?: string;
  readonly roles: Names;
  readonly permissions: Names;
  /** As for clients: tokens and families that began before are dead; a whole second, up to one ahead of the clock. */
  readonly tokensValidFrom: number;
  readonly metadata: JsonObject;
}

export type NewUser = NewRecord<UserRecord, 'tokensValidFrom'>;

/** `update` leaves `status` and `tokensValidFrom` as they are stored. A revoked user's names stay taken. */
export interface UserStore extends ManagedStore<UserRecord, NewUser> {
  findByUsername(username: string): Eventually<UserRecord | undefined>;
  findByEmail(email: string): Eventually<UserRecord | undefined>;
  /**
   * Ends every token and family that was issued for the user so far (a password was reset).
   * @returns the user with the new `tokensValidFrom`, which never goes back; `undefined` when unknown.
   */
  endTokens(id: string): Eventually<UserRecord | undefined>;
}
