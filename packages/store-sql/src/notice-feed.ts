import type { Clock } from '@portcullis/core';
import type { RevocationFeed, RevocationNotice } from '@portcullis/store';
import { NoticeListeners, RevocationIndex } from '@portcullis/store/engine';
import type { Engine } from './engine.js';
import type { Step } from './step.js';
import { decodeNotice, noticePage, noticesAfter } from './tables/notice-table.js';

export interface NoticeFeedOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** The longest life of a token, in milliseconds. */
  readonly rememberedMs: number;
  /** How often the notices of other instances are asked for. */
  readonly pollMs: number;
  /** Silent for so long, the view answers 503. */
  readonly staleAfterMs: number;
}

/** What a step did, and what the view is to be told of it. */
export interface Changed<T> {
  readonly result: T;
  readonly notice?: RevocationNotice;
}

/** The view of one instance: its own notices at once, those of the others by asking again and again. */
export class NoticeFeed extends RevocationIndex implements RevocationFeed {
  readonly #options: NoticeFeedOptions;
  readonly #listeners = new NoticeListeners();
  #lastNumber = 0;
  #reading: Promise<void> | undefined;
  #heardAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: NoticeFeedOptions) {
    const { clock, rememberedMs } = options;
    super({ clock, rememberedMs, freshUntil: 0 });
    this.#options = options;
  }

  onNotice(listener: (notice: RevocationNotice) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Runs a step and tells the view and the relays of it, once it is durable. */
  async change<T>(step: () => Step<Changed<T>>): Promise<T> {
    const { result, notice } = await this.#options.engine.transaction(step);
    if (notice !== undefined) {
      this.apply(notice);
      this.#listeners.tell(notice);
    }
    return result;
  }

  /** A read that is under way may have begun before the notice that the caller heard of: it waits for one of its own. */
  async catchUp(): Promise<void> {
    await this.#reading?.catch(() => {});
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Fills the view, and goes on asking until `close`. */
  async open(): Promise<void> {
    await this.catchUp();
    this.#askAgain();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.stayFreshUntil(0);
  }

  async #read(): Promise<void> {
    const { engine, clock, staleAfterMs } = this.#options;
    const begun = { at: clock.now(), tick: performance.now() };
    let notices: readonly RevocationNotice[];
    do {
      notices = await engine.list(noticesAfter, [this.#lastNumber], decodeNotice);
      for (const notice of notices) this.apply(notice);
      this.#lastNumber = notices.at(-1)?.number ?? this.#lastNumber;
    } while (notices.length === noticePage);
    if (this.#closed) return;
    this.#heardAt = begun.tick;
    this.stayFreshUntil(begun.at + staleAfterMs);
  }

  #askAgain(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#stopBelievingOldNews();
      this.catchUp()
        .catch(() => {})
        .finally(() => this.#askAgain());
    }, this.#options.pollMs);
    this.#timer.unref();
  }

  /** The clock may have been set back while the engine is away: then `freshUntil` is not to be waited for. */
  #stopBelievingOldNews(): void {
    if (performance.now() - this.#heardAt >= this.#options.staleAfterMs) this.stayFreshUntil(0);
  }
}
