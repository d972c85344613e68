import { ExpiringMap } from '../expiring-map.js';
import { requireUsageBatch, USAGE_BATCH_MS, usageDays } from '../storable-usage.js';
import type { UsageCount, UsageRange, UsageStore } from '../usage-store.js';
import type { Memory } from './memory.js';

export class MemoryUsage implements UsageStore {
  readonly #memory: Memory;
  /** By key, then by day and operation. */
  readonly #counts = new Map<string, Map<string, UsageCount>>();
  /** By batch id, until when it is to be remembered. */
  readonly #batches = new ExpiringMap<number>((until) => until);

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  add(batchId: string, counts: readonly UsageCount[]): boolean {
    requireUsageBatch(batchId, counts);
    if (this.#batches.has(batchId)) return false;
    const now = this.#memory.clock.now();
    this.#batches.set(batchId, now + USAGE_BATCH_MS, now);
    for (const count of counts) this.#add(count);
    return true;
  }

  list(keyId: string, range?: UsageRange): readonly UsageCount[] {
    const { from, to } = usageDays(range);
    const counts = this.#counts.get(keyId)?.values() ?? [];
    return [...counts].filter(({ day }) => day >= from && day <= to).toSorted(inOrder);
  }

  sweep(now: number, limit: number): number {
    return this.#batches.sweep(now, limit);
  }

  #add({ keyId, day, operation, calls }: UsageCount): void {
    const counts = this.#counts.get(keyId) ?? new Map<string, UsageCount>();
    this.#counts.set(keyId, counts);
    const place = placeOf({ day, operation });
    const before = counts.get(place)?.calls ?? 0;
    counts.set(place, Object.freeze({ keyId, day, operation, calls: before + calls }));
  }
}

function placeOf({ day, operation }: Pick<UsageCount, 'day' | 'operation'>): string {
  return `${day} ${operation}`;
}

/** By bytes of UTF-8, which is by code points: JavaScript itself compares halves of them. */
function inOrder(a: UsageCount, b: UsageCount): number {
  return Buffer.compare(Buffer.from(placeOf(a)), Buffer.from(placeOf(b)));
}
