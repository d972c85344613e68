import type { Eventually, Names } from '@portcullis/core';
import type { JsonObject } from './json.js';
import type { Liveness } from './liveness.js';
import type { ListOptions, ManagedRecord, ManagedStore, NewRecord } from './managed-record.js';

/** An API key: what is known of it, and the digest of its secret. Times are milliseconds since the epoch. */
export interface ApiKeyRecord extends ManagedRecord {
  readonly name: string;
  /** The application it belongs to. It need not be in the client store. */
  readonly clientId: string;
  /** The typed prefix that it was issued with; empty for a foreign format. */
  readonly prefix: string;
  readonly environment: 'live' | 'test';
  /** Unique. Of the key, made with a pepper. */
  readonly digest: string;
  /** Which pepper the digest was made with. */
  readonly pepperVersion: number;
  /** An absent list declares nothing, an empty one declares none. */
  readonly scopes?: Names;
  readonly roles?: Names;
  readonly permissions?: Names;
  /** Addresses and CIDR ranges it may be used from; absent: from everywhere. */
  readonly allowedAddresses?: Names;
  /** Dead from then on; absent: no deadline. */
  readonly expiresAt?: number;
  /** Written in batches, so it may lag. */
  readonly lastUsedAt?: number;
  /** Id of the key that `rotate` put in its place. */
  readonly replacedBy?: string;
  readonly metadata: JsonObject;
}

export type NewApiKey = NewRecord<ApiKeyRecord, 'lastUsedAt' | 'replacedBy'>;

export interface ApiKeyListOptions extends ListOptions {
  readonly clientId?: string;
}

/** A key that somebody presents, judged together with its client. */
export interface PresentedApiKey {
  readonly key: ApiKeyRecord;
  /** Of the key and, where it is in the client store, of its client. */
  readonly liveness: Liveness;
}

/** A use of a key, for `touch`. */
export interface ApiKeyUse {
  readonly id: string;
  readonly usedAt: number;
}

/** `update` leaves `status`, `lastUsedAt` and `replacedBy` as they are stored; it may write another digest. */
export interface ApiKeyStore extends ManagedStore<ApiKeyRecord, NewApiKey, ApiKeyListOptions> {
  /** One read, joined with the client's status. The caller compares the digest, in constant time. */
  findPresented(id: string): Eventually<PresentedApiKey | undefined>;
  /** The same for a foreign format, whose digest is all there is to look for. */
  findPresentedByDigest(digest: string): Eventually<PresentedApiKey | undefined>;
  /**
   * Puts a successor in the place of a live key, which ends at `endsAt` or at its own deadline, whichever is first.
   * It loses when the key is not active, expired, or replaced already, or when the successor's id or digest is taken:
   * then no successor is inserted.
   * @returns the old key as it stands after the step, `replacedBy` naming the successor only if it won; `undefined`
   * when it is unknown.
   */
  rotate(id: string, successor: NewApiKey, endsAt: number): Eventually<ApiKeyRecord | undefined>;
  /** Writes when keys were last used; never moves back, changes no version, tells no view. Unknown ids are passed over. */
  touch(uses: readonly ApiKeyUse[]): Eventually<void>;
}
