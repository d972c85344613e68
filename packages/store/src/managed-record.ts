import type { Eventually } from '@portcullis/core';

/** Suspension can be lifted. Revocation is final: the record stays as a tombstone and its id is never given again. */
export type RecordStatus = 'active' | 'suspended' | 'revoked';

/** What the store itself writes on a client, user or API key. Times are milliseconds since the epoch. */
export interface ManagedRecord {
  readonly id: string;
  readonly status: RecordStatus;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** 1 for a new record, one more with every change; `update` compares it. */
  readonly version: number;
}

/** A record as it is handed to `insert`: the store adds the rest. */
export type NewRecord<T extends ManagedRecord, Stamped extends keyof T = never> = Omit<
  T,
  Exclude<keyof ManagedRecord, 'id'> | Stamped
>;

/** A page of a list. */
export interface ListOptions {
  /** Id of the last record of the page before; an unknown one gives an empty page. */
  readonly after?: string;
  /** At most this many records, 1 to 1000. @default 100 */
  readonly limit?: number;
}

/**
 * Records that people administer. Each method is one atomic step, whatever other processes do meanwhile.
 * Every change (but not `insert`) is told to the `RevocationView` in the same step.
 *
 * Ids are 1 to 512 characters, well-formed Unicode without NUL: `insert` throws a `TypeError` for others, reads
 * answer that they are unknown.
 */
export interface ManagedStore<T extends ManagedRecord, New, List extends ListOptions = ListOptions> {
  /** The active record, version 1; `undefined` when its id (or another unique value of it) is taken. */
  insert(record: New): Eventually<T | undefined>;
  /** The record in whatever status it is, or `undefined`. */
  find(id: string): Eventually<T | undefined>;
  /** Oldest first, revoked ones too. A record inserted meanwhile may or may not be there. */
  list(options?: List): Eventually<readonly T[]>;
  /**
   * Compare-and-set: writes the record if the stored one still has its `version` and is not revoked.
   * What has methods of its own (`status`, …) and what the store stamps is left as it is stored.
   * @returns the record as written; `undefined` when it lost: changed meanwhile, revoked, unknown, or a unique value taken.
   */
  update(record: T): Eventually<T | undefined>;
  /**
   * Suspends, resumes or revokes.
   * @returns the record as it stands after the step: its status is the asked one unless it was revoked before;
   * `undefined` when it is unknown.
   */
  setStatus(id: string, status: RecordStatus): Eventually<T | undefined>;
}
