import type { Clock } from '@portcullis/core';
import { NoticeListeners } from '../notice-listeners.js';
import { RevocationIndex } from '../revocation-index.js';
import type { RevocationFeed, RevocationNotice } from '../revocation-view.js';

type UnnumberedNotice = Omit<RevocationNotice, 'number' | 'until'> & { readonly until?: number };

/** The view of one process on itself: never stale, nothing to catch up with. */
export class MemoryRevocations extends RevocationIndex implements RevocationFeed {
  readonly #clock: Clock;
  readonly #listeners = new NoticeListeners();
  #lastNumber = 0;

  constructor(clock: Clock, rememberedMs: number) {
    super({ clock, rememberedMs, freshUntil: Number.POSITIVE_INFINITY });
    this.#clock = clock;
  }

  onNotice(listener: (notice: RevocationNotice) => void): () => void {
    return this.#listeners.add(listener);
  }

  catchUp(): void {}

  publish(change: UnnumberedNotice): void {
    this.#lastNumber += 1;
    const until = change.until ?? this.rememberUntil(this.#clock.now());
    const notice = Object.freeze({ ...change, number: this.#lastNumber, until });
    this.apply(notice);
    this.#listeners.tell(notice);
  }
}
