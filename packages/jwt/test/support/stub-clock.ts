import type { Clock } from '@portcullis/core';

/** A clock that stands still until it is moved. */
export interface StubClock extends Clock {
  /** Also back, by a negative number. */
  advance(seconds: number): void;
}

export function createStubClock(now = Date.now()): StubClock {
  let time = now;
  return {
    now: () => time,
    advance(seconds) {
      time += seconds * 1000;
    },
  };
}
