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
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;

  function writeLater(): void {
    timer = setTimeout(() => {
      timer = undefined;
      // The store being away is told by the requests that need it.
      flush().catch(() => {
        if (gathered.size > 0 && timer === undefined && !closed) writeLater();
      });
    }, everyMs);
    timer.unref();
  }

  /** One after the other, so that whoever waits for the last has waited for all. */
  function flush(): Promise<void> {
    writing = writing.catch(() => {}).then(writeAll);
    return writing;
  }

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
      if (timer === undefined && !closed) writeLater();
    },
    flush,
    async close() {
      closed = true;
      clearTimeout(timer);
      await flush();
    },
  };
}
