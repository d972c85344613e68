import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Clock,
  checkOptions,
  checkWholeNumber,
  clientAddress,
  isCredentialFailure,
  isSecurityError,
  type Next,
  refuse,
  systemClock,
  watchRefusals,
} from '@portcullis/core';
import { type CounterStore, createFailureCounts } from '@portcullis/store';
import { whenKnown } from './when-known.js';

export interface FailureThrottleOptions {
  /** Where failures are counted: the `counters` of a store, the same as the issuer's, so that there is one count. */
  readonly counters: CounterStore;
  /** Failures from one IPv4 address or one IPv6 /64 network in a window. @default 300 */
  readonly perAddress?: number;
  /** Length of a window, at most a day. It begins with the first failure. @default 60 */
  readonly windowSeconds?: number;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

const action = 'Cannot create failure throttle';

/**
 * Makes a middleware that stops an address from which too many tokens or keys came that were not good: 429 with
 * `Retry-After`, before anything is verified, right credentials too while it lasts. Mount it before the guards.
 *
 * A failure is counted when a guard behind it refuses a credential that was sent: not a missing one, not a good one
 * that is not enough. A burst of right calls is never refused. Where the counters do not answer, the request is 503.
 *
 * The address is Express's `req.ip`, which heeds `trust proxy`. It does not count by client: what is not good names nobody.
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @example
 * app.use('/api', failureThrottle({ counters: store.counters }), user);
 */
export function failureThrottle(options: FailureThrottleOptions) {
  checkOptions(action, options, ['counters', 'perAddress', 'windowSeconds', 'clock']);
  const { counters, perAddress = 300, windowSeconds = 60, clock = systemClock } = options;
  if (typeof counters?.peek !== 'function') throw new TypeError(`${action}: counters is missing`);
  checkWholeNumber(action, 'perAddress', perAddress, 1, 1_000_000_000);
  checkWholeNumber(action, 'windowSeconds', windowSeconds, 1, 86_400);
  const failures = createFailureCounts(counters, { perAddress, windowSeconds }, clock);

  return function failureThrottleMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    const address = clientAddress(req);
    const stop = (error: unknown) => {
      if (isSecurityError(error)) refuse(req, res, next, error, [], 'failureThrottle');
      else next(error);
    };
    const admit = () => {
      watchRefusals(req, (error) => {
        if (isCredentialFailure(error)) failures.countAddress(address).catch(leaveToNextRequest);
      });
      next();
    };
    whenKnown(() => failures.refuseAddress(address), admit, stop);
  };
}

/** The request that failed is being answered. A full count, or counters that do not answer, stop the next one. */
function leaveToNextRequest(): void {}
