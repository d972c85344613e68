import type { Eventually } from '@portcullis/core';
import type { AccessTokenStore } from './access-token-store.js';
import type { ApiKeyStore } from './api-key-store.js';
import type { ClientStore } from './client-store.js';
import type { CodeStore } from './code-store.js';
import type { ConsentStore } from './consent-store.js';
import type { CounterStore } from './counter-store.js';
import type { FamilyStore } from './family-store.js';
import type { MarkStore } from './mark-store.js';
import type { RevocationFeed } from './revocation-view.js';
import type { SigningKeyStore } from './signing-key-store.js';
import type { UsageStore } from './usage-store.js';
import type { UserStore } from './user-store.js';

/**
 * Everything that outlives a request, in parts that can come from different engines.
 *
 * One set of rules holds for all of it. A method is one atomic step. It gives its result or a promise of it, throws or
 * rejects: `await` it. Times are whole milliseconds since the epoch, and something is over when its end is not after
 * now (`end <= now`). Records are frozen or copies: changing one changes nothing in the store. An engine that fails or
 * does not answer in time throws core's `ServiceUnavailableError`; bad arguments throw a `TypeError`. Secrets come as
 * digests, and are looked up by digest, never compared in the engine's own way.
 */
export interface Store {
  readonly clients: ClientStore;
  readonly apiKeys: ApiKeyStore;
  readonly users: UserStore;
  readonly signingKeys: SigningKeyStore;
  readonly codes: CodeStore;
  readonly families: FamilyStore;
  readonly accessTokens: AccessTokenStore;
  readonly consents: ConsentStore;
  readonly marks: MarkStore;
  readonly counters: CounterStore;
  readonly usage: UsageStore;
  readonly revocations: RevocationFeed;
  /**
   * Removes rows that nobody needs any more, while the store is in use. Tombstones of clients, users and keys stay.
   * @param limit at most so many rows. @default 1000
   * @returns how many were removed; fewer than the limit means that nothing is left to remove.
   */
  sweep(limit?: number): Eventually<number>;
  /** Connected, migrated, and the view is filled. Rejects with one clear line. */
  ready(): Promise<void>;
  /** Ends connections and timers. May be called twice. */
  close(): Promise<void>;
}
