import { type Clock, systemClock } from '@portcullis/core';
import { checkAlgorithms, type SignatureAlgorithm } from './signature-algorithm.js';

/** How keys from elsewhere are kept fresh. */
export interface RefreshOptions {
  /** Keys for other algorithms are left out of the set. */
  readonly algorithms: readonly SignatureAlgorithm[];
  /**
   * Keys older than this are used once more while they are fetched again in the background.
   * @default 600
   */
  readonly refreshSeconds?: number;
  /**
   * Keys that could not be fetched again for this long are used no more: 503 until the issuer is back. The longest time
   * for which a key that its issuer has withdrawn is still trusted.
   * @default 3600
   */
  readonly maxStaleSeconds?: number;
  /**
   * Shortest time from one fetch to the next, whatever tokens come in. After a failure it starts at one second (or this,
   * when shorter) and doubles up to this.
   * @default 10
   */
  readonly cooldownSeconds?: number;
  /**
   * Deadline of one fetch, discovery included.
   * @default 5
   */
  readonly timeoutSeconds?: number;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

/** The names of `RefreshOptions`, for `checkOptions`. */
export const REFRESH_OPTIONS = [
  'algorithms',
  'refreshSeconds',
  'maxStaleSeconds',
  'cooldownSeconds',
  'timeoutSeconds',
  'clock',
] as const;

/** @throws TypeError for a value that is no positive number, or a refresh that would come after the end. */
export function completeRefreshOptions(action: string, options: RefreshOptions): Required<RefreshOptions> {
  checkAlgorithms(action, options.algorithms);
  const complete = {
    algorithms: options.algorithms,
    refreshSeconds: options.refreshSeconds ?? 600,
    maxStaleSeconds: options.maxStaleSeconds ?? 3600,
    cooldownSeconds: options.cooldownSeconds ?? 10,
    timeoutSeconds: options.timeoutSeconds ?? 5,
    clock: options.clock ?? systemClock,
  };
  for (const name of ['refreshSeconds', 'maxStaleSeconds', 'cooldownSeconds', 'timeoutSeconds'] as const) {
    const value: unknown = complete[name];
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
      throw new TypeError(`${action}: ${name} is ${String(value)}, must be a positive number`);
    }
  }
  if (complete.refreshSeconds > complete.maxStaleSeconds) {
    throw new TypeError(`${action}: refreshSeconds is longer than maxStaleSeconds`);
  }
  return complete;
}
