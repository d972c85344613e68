import type { Clock } from '@portcullis/core';

/** A clock that stands still until it is moved, forward or back. Begins at the time of this machine. */
export class SettableClock implements Clock {
  #now = Date.now();

  now(): number {
    return this.#now;
  }

  /** To the begin of the next second, which it returns. */
  advanceToSecond(): number {
    this.#now = (Math.floor(this.#now / 1000) + 1) * 1000;
    return this.#now;
  }

  /** By milliseconds; below 0 sets it back. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** To milliseconds since the epoch. */
  set(now: number): void {
    this.#now = now;
  }
}
