import type { ApiKeyRecord, ApiKeyStore } from '@portcullis/store';
import type { KeyMint } from './key-minting.js';

/** Told of a key that was verified just now, by its text. */
export type RenewDigest = (record: ApiKeyRecord, apiKey: string) => void;

/**
 * Writes a digest of the newest pepper where a key that is used has one of an older pepper, so that the older can be taken
 * away some day. Nobody waits for it: where it loses or fails, the next use tries again.
 */
export function digestRenewal(records: ApiKeyStore, mint: KeyMint, newestVersion: number): RenewDigest {
  const underWay = new Set<string>();
  return (record, apiKey) => {
    if (record.pepperVersion === newestVersion || underWay.has(record.id)) return;
    underWay.add(record.id);
    renew(record, apiKey)
      .catch(() => {})
      .finally(() => underWay.delete(record.id));
  };

  async function renew(record: ApiKeyRecord, apiKey: string): Promise<void> {
    await records.update({ ...record, ...mint.keep(apiKey) });
  }
}
