import type { Clock } from '@portcullis/core';
import { NoticeListeners } from '../notice-listeners.js';
import { RevocationIndex } from '../revocation-index.js';
import type {
  AuthoritySubject,
  RevocationFeed,
  RevocationNotice,
  RevocationSubject,
} from '../revocation-view.js';

type UnnumberedNotice = Omit<RevocationNotice, 'number' | 'until'> & { readonly until?: number };

/** The view of one process on itself: never stale, nothing to catch up with. */
export class MemoryRevocations implements RevocationFeed {
  readonly #clock: Clock;
  readonly #index: RevocationIndex;
  readonly #listeners = new NoticeListeners();
  #lastNumber = 0;

  constructor(clock: Clock, rememberedMs: number) {
    this.#clock = clock;
    this.#index = new RevocationIndex({ clock, rememberedMs, freshUntil: Number.POSITIVE_INFINITY });
  }

  get freshUntil(): number {
    return this.#index.freshUntil;
  }

  get rememberedMs(): number {
    return this.#index.rememberedMs;
  }

  isRevoked(subject: RevocationSubject): boolean {
    return this.#index.isRevoked(subject);
  }

  changeOf(subject: AuthoritySubject): number {
    return this.#index.changeOf(subject);
  }

  onNotice(listener: (notice: RevocationNotice) => void): () => void {
    return this.#listeners.add(listener);
  }

  catchUp(): void {}

  /** When something that began to be over now is needed by no token any more. */
  rememberUntil(now: number): number {
    return this.#index.rememberUntil(now);
  }

  publish(change: UnnumberedNotice): void {
    this.#lastNumber += 1;
    const until = change.until ?? this.rememberUntil(this.#clock.now());
    const notice = Object.freeze({ ...change, number: this.#lastNumber, until });
    this.#index.apply(notice);
    this.#listeners.tell(notice);
  }

  forget(): void {
    this.#index.forget();
  }
}
