import type { SigningKeyRecord } from '@portcullis/store';
import type { SigningKeyLifecycle } from './signing-key-lifecycle.js';
import type { SigningKeyRing } from './signing-key-ring.js';

/** A key that is published and does not sign yet. */
export interface PendingKey {
  readonly kid: string;
  /** When it takes over, in milliseconds since the epoch. */
  readonly activatesAt: number;
}

/** Publishes a new key, unless one is pending already: several instances may be told to rotate at once. */
export async function rotateSigningKey(
  ring: SigningKeyRing,
  lifecycle: SigningKeyLifecycle,
  publicationMs: number,
): Promise<PendingKey> {
  const { pending } = await ring.reload();
  const next = pending ?? (await addKey());
  return { kid: next.kid, activatesAt: next.createdAt + publicationMs };

  /** Another instance may have added one at the same time: the first of them takes over. */
  async function addKey(): Promise<SigningKeyRecord> {
    const added = await lifecycle.add();
    return (await ring.reload()).pending ?? added;
  }
}
