import type { Clock } from '@portcullis/core';

/** A clock that stands still until it is told to move. */
export interface MovableClock extends Clock {
  advance(seconds: number): void;
}

export function movableClock(start = Date.UTC(2030, 0, 1)): MovableClock {
  let now = start;
  return {
    now: () => now,
    advance(seconds) {
      now += seconds * 1000;
    },
  };
}
