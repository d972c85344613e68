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
  const { kid, createdAt } = pending ?? (await lifecycle.add());
  if (pending === undefined) await ring.reload();
  return { kid, activatesAt: createdAt + publicationMs };
}
