import { createDelayedWork } from '@portcullis/core';
import type { ApiKeyStore, ApiKeyUse } from '@portcullis/store';

/** When keys were used: gathered here, and written some time later, many at once. */
export interface LastUsed {
  used(id: string, usedAt: number): void;
  /** Writes what was gathered. Rejects when the store does not take it; then it is gathered on. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Uses that one step of the store is given. */
const batchSize = 1000;

export function createLastUsed(records: Pick<ApiKeyStore, 'touch'>, everyMs: number): LastUsed {
  let gathered = new Map<string, number>();
  // The store being away is told by the requests that need it.
  const writing = createDelayedWork(writeAll, everyMs);

  async function writeAll(): Promise<void> {
    const uses = [...gathered].map(([id, usedAt]) => ({ id, usedAt }));
    gathered = new Map();
    for (let start = 0; start < uses.length; start += batchSize) {
      try {
        await records.touch(uses.slice(start, start + batchSize));
      } catch (error) {
        keep(uses.slice(start));
        throw error;
      }
    }
  }

  function keep(uses: readonly ApiKeyUse[]): void {
    for (const { id, usedAt } of uses) if (!gathered.has(id)) gathered.set(id, usedAt);
  }

  return {
    used(id, usedAt) {
      gathered.set(id, usedAt);
      writing.soon();
    },
    flush: writing.now,
    close: writing.close,
  };
}
