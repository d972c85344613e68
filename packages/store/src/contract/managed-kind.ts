import type { JsonObject } from '../json.js';
import type { ManagedRecord, ManagedStore } from '../managed-record.js';
import type { AuthoritySubject } from '../revocation-view.js';
import type { Store } from '../store.js';
import { issuer, sampleApiKey, sampleClient, sampleUser } from './samples.js';

/** What clients, users and API keys have in common in the cases. */
export interface SampledRecord extends ManagedRecord {
  readonly roles?: readonly string[];
  readonly metadata: JsonObject;
}

/** One of the three kinds of record that people administer. */
export interface ManagedKind<T extends SampledRecord, New extends { readonly id: string }> {
  readonly part: string;
  records(store: Store): ManagedStore<T, New>;
  sample(id: string, own?: { readonly metadata?: JsonObject }): New;
  /** How a credential of this record is asked about. */
  subject(id: string): AuthoritySubject;
}

export const clientKind = {
  part: 'clients',
  records: (store: Store) => store.clients,
  sample: sampleClient,
  subject: (clientId: string) => ({ issuer, clientId }),
};

export const userKind = {
  part: 'users',
  records: (store: Store) => store.users,
  sample: sampleUser,
  subject: (userId: string) => ({ issuer, userId }),
};

export const apiKeyKind = {
  part: 'API keys',
  records: (store: Store) => store.apiKeys,
  sample: sampleApiKey,
  subject: (keyId: string) => ({ issuer, keyId }),
};
