import { createDelayedWork, randomId } from '@portcullis/core';
import type { UsageCount, UsageStore } from '@portcullis/store';
import { PendingUsage } from './pending-usage.js';

/** Writes counts some time after they were made, many at once. */
export interface UsageWriter {
  count(keyId: string, day: string, operation: string): void;
  /** Writes what is pending. Rejects when the store does not take it; then it stays pending. */
  flush(): Promise<void>;
  /** Ends the timer, then writes what is pending. */
  close(): Promise<void>;
}

interface Batch {
  readonly id: string;
  readonly counts: readonly UsageCount[];
}

/**
 * A batch that had no answer is sent again under its id, so it counts once even where only the answer was lost. While the
 * store is away new calls are merged; batches are made of them when the last ones are written.
 */
export function createUsageWriter(usage: Pick<UsageStore, 'add'>, everyMs: number): UsageWriter {
  const pending = new PendingUsage();
  const writing = createDelayedWork(writeAll, everyMs);
  let batches: readonly Batch[] = [];

  async function writeAll(): Promise<void> {
    await writeBatches();
    batches = pending.takeAll().map((counts) => ({ id: randomId(), counts }));
    await writeBatches();
  }

  async function writeBatches(): Promise<void> {
    for (const batch of batches) {
      await usage.add(batch.id, batch.counts);
      batches = batches.slice(1);
    }
  }

  return {
    count(keyId, day, operation) {
      pending.add(keyId, day, operation);
      writing.soon();
    },
    flush: writing.now,
    close: writing.close,
  };
}
