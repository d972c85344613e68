import type { Clock } from '@portcullis/core';

/**
 * The time that has passed by `clock`, which never goes back: when `clock` is set back, this one goes on from where it
 * was, so nothing kept becomes younger and no waiting time longer.
 */
export function createForwardClock(clock: Clock): Clock {
  let last = clock.now();
  let offset = 0;
  return {
    now() {
      const now = clock.now();
      if (now < last) offset += last - now;
      last = now;
      return now + offset;
    },
  };
}
