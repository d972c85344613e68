import { ExpiringMap } from '../expiring-map.js';
import { isOver, REPLAY_MARGIN_MS } from '../expiry.js';
import type { MarkStore } from '../mark-store.js';
import { requireTime } from '../storable.js';
import type { Memory } from './memory.js';

export class MemoryMarks implements MarkStore {
  readonly #memory: Memory;
  /** By key, until when they are to be remembered. */
  readonly #marks = new ExpiringMap<number>((until) => until);

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  rememberOnce(key: string, until: number): boolean {
    requireTime('mark', 'until', until);
    const now = this.#memory.clock.now();
    const known = this.#marks.get(key);
    if (isOver(until, now) || (known !== undefined && !isOver(known, now))) return false;
    this.#marks.set(key, until + REPLAY_MARGIN_MS, now);
    return true;
  }

  sweep(now: number, limit: number): number {
    return this.#marks.sweep(now, limit);
  }
}
