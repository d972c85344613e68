import type { Eventually } from '@portcullis/core';

/** The state of one counter. */
export interface Count {
  readonly count: number;
  /** When the window ends and the count is 0 again, in milliseconds since the epoch; it also names the window. */
  readonly resetsAt: number;
}

export interface CountWindow {
  /** Length of a window that begins now, in milliseconds. A running one keeps its end. */
  readonly windowMs: number;
  /** A whole number above 0. @default 1 */
  readonly amount?: number;
}

export interface CountReservation extends CountWindow {
  /** The most the count may be afterwards. */
  readonly limit: number;
}

export interface Reservation extends Count {
  /** False: it would have gone over the limit, and nothing was counted. */
  readonly granted: boolean;
}

/** What is given back, and to which window. */
export interface Refund {
  readonly resetsAt: number;
  /** @default 1 */
  readonly amount?: number;
}

/**
 * Counters in windows, each method one atomic step. Any string is a key. A window begins with the first count after the
 * last one ended; for a day or a month of the calendar, name it in the key and give the time that is left of it.
 */
export interface CounterStore {
  /** The count now, and `undefined` when no window runs. Changes nothing. */
  peek(key: string): Eventually<Count | undefined>;
  /** Counts, whatever the count is. */
  hit(key: string, window: CountWindow): Eventually<Count>;
  /** Counts only within the limit: of any number of callers, no more are granted than fit. */
  reserve(key: string, reservation: CountReservation): Eventually<Reservation>;
  /** Takes back what was counted, never below 0. False when that window is over: nothing is taken from a later one. */
  refund(key: string, refund: Refund): Eventually<boolean>;
}
