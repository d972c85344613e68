import { setTimeout } from 'node:timers/promises';
import type { Eventually } from '@portcullis/core';

/** Does a task when asked, one run at a time: asked meanwhile it runs once more, and a run that failed is repeated. */
export class RetriedTask {
  readonly #task: () => Eventually<unknown>;
  readonly #retryMs: number;
  readonly #closing = new AbortController();
  #isWanted = false;
  #isRunning = false;
  #run: Promise<void> = Promise.resolve();

  constructor(task: () => Eventually<unknown>, retryMs: number) {
    this.#task = task;
    this.#retryMs = retryMs;
  }

  ask(): void {
    if (this.#closing.signal.aborted) return;
    this.#isWanted = true;
    if (!this.#isRunning) this.#run = this.#work();
  }

  /** Resolves when what was asked for is done, or has failed once more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#run;
  }

  async #work(): Promise<void> {
    this.#isRunning = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      try {
        await this.#task();
      } catch {
        if (this.#closing.signal.aborted) break;
        this.#isWanted = true;
        await this.#pause();
      }
    }
    this.#isRunning = false;
  }

  #pause(): Promise<void> {
    return setTimeout(this.#retryMs, undefined, { ref: false, signal: this.#closing.signal }).catch(() => {});
  }
}
