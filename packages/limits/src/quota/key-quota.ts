import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Clock,
  checkOptions,
  checkWholeNumber,
  type Eventually,
  isPromiseLike,
  type Next,
  type Principal,
  principalOf,
  systemClock,
} from '@portcullis/core';
import type { CounterStore } from '@portcullis/store';
import { requireFunction, requireName, requireOneOf } from '../check-limiter-options.js';
import { keyIdOf } from '../key-id-of.js';
import { LimitedCall, type StoreFailure } from '../limited-call.js';
import { whenKnown } from '../when-known.js';
import type { QuotaPeriod } from './quota-period.js';
import { type Charge, createReserveQuota } from './reserve-quota.js';

export interface KeyQuotaOptions {
  /** How many calls the key that calls may make in the period; `null`: as many as it likes, and none is counted. */
  readonly quotaOf: (principal: Principal, req: IncomingMessage) => Eventually<number | null>;
  /** A day or a month of the calendar, by UTC. */
  readonly period: QuotaPeriod;
  /** Where calls are counted: the `counters` of a store. */
  readonly counters: CounterStore;
  /** When the counters do not answer: 503, or through uncharged. Either way a decision event tells. @default 'refuse' */
  readonly storeFailure?: StoreFailure;
  /** What the counts are called: another one for each quota on the same counters. @default 'quota' */
  readonly name?: string;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

const action = 'Cannot create key quota';
const by = 'keyQuota';
const optionNames = ['quotaOf', 'period', 'counters', 'storeFailure', 'name', 'clock'];

/**
 * Makes a middleware that lets each API key make so many successful calls in a day or a month: 429 with `Retry-After`
 * when they are used up. A call is charged before it runs, so parallel ones never get more than there is, and is given
 * back to the same period when its answer is not a success (400 or above). A client that leaves before there is an answer
 * pays for the work that is done.
 *
 * Mount it behind `apiKey()`, last before the handler. A call without a verified key is an error (500), never let
 * through. A refund that the counters do not take is lost: the call stays charged.
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @example
 * app.use('/reports', application, keyQuota({ quotaOf: () => 1000, period: 'month', counters: store.counters }));
 */
export function keyQuota(options: KeyQuotaOptions) {
  checkOptions(action, options, optionNames);
  const { quotaOf, period, counters, storeFailure = 'refuse', name = 'quota', clock = systemClock } = options;
  requireFunction(action, 'quotaOf', quotaOf);
  requireOneOf(action, 'period', period, ['day', 'month']);
  requireOneOf(action, 'storeFailure', storeFailure, ['refuse', 'let-through']);
  requireName(action, name);
  if (typeof counters?.reserve !== 'function') throw new TypeError(`${action}: counters is missing`);
  const reserve = createReserveQuota({ counters, period, name, clock });

  const charge = (keyId: string, quota: number | null) => {
    if (quota === null) return undefined;
    checkWholeNumber('Cannot limit the call', 'the quota', quota, 0, Number.MAX_SAFE_INTEGER);
    return reserve(keyId, quota);
  };

  return function keyQuotaMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    const call = new LimitedCall(by, storeFailure, req, res, next);
    const chargeCall = () => {
      const keyId = keyIdOf(req, by);
      const quota = quotaOf(principalOf(req), req);
      return isPromiseLike(quota) ? quota.then((known) => charge(keyId, known)) : charge(keyId, quota);
    };
    const admit = (charged: Charge | undefined) => {
      if (charged !== undefined) refundFailure(res, charged);
      call.goOn();
    };
    whenKnown(chargeCall, admit, (error) => call.stop(error));
  };
}

function refundFailure(res: ServerResponse, charge: Charge): void {
  const settle = () => {
    if (res.headersSent && res.statusCode >= 400) refund(charge);
  };
  if (res.closed) settle();
  else res.once('close', settle);
}

/** The answer has been sent: a refund that fails has nobody to tell. */
async function refund(charge: Charge): Promise<void> {
  try {
    await charge.refund();
  } catch {}
}
