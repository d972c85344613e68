import type { Eventually, Identity } from '@portcullis/core';
import type { ManagedRecord, RecordStatus } from './managed-record.js';

/** What is done to the status of a record, as its registry publishes it. */
export type StatusChange = 'suspended' | 'resumed' | 'revoked';

/** How a registry speaks of its records. */
export interface StatusChangesOptions<Stored extends ManagedRecord, Shown> {
  readonly unknown: () => Error;
  readonly revoked: () => Error;
  publish(change: StatusChange, record: Stored, by: Identity | undefined): void;
  present(record: Stored): Shown;
}

/** The part of a registry that suspends, resumes and revokes. `by` is who does it, absent where the app itself does. */
export interface StatusChanges<Shown> {
  suspend(id: string, by?: Identity): Promise<Shown>;
  resume(id: string, by?: Identity): Promise<Shown>;
  /** Final: it throws what `revoked` makes to ask for anything else afterwards. */
  revoke(id: string, by?: Identity): Promise<Shown>;
}

/**
 * Makes it for the records of one store. Asking for what is so already changes nothing and is no error. It does not ask
 * whether the caller may do it.
 */
export function createStatusChanges<Stored extends ManagedRecord, Shown>(
  records: { setStatus(id: string, status: RecordStatus): Eventually<Stored | undefined> },
  { unknown, revoked, publish, present }: StatusChangesOptions<Stored, Shown>,
): StatusChanges<Shown> {
  return {
    suspend: (id, by) => setStatus(id, 'suspended', 'suspended', by),
    resume: (id, by) => setStatus(id, 'active', 'resumed', by),
    revoke: (id, by) => setStatus(id, 'revoked', 'revoked', by),
  };

  async function setStatus(
    id: string,
    status: RecordStatus,
    change: StatusChange,
    by: Identity | undefined,
  ): Promise<Shown> {
    const record = await records.setStatus(id, status);
    if (record === undefined) throw unknown();
    if (record.status !== status) throw revoked();
    publish(change, record, by);
    return present(record);
  }
}
