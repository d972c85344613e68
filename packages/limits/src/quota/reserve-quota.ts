import { type Clock, type Eventually, isPromiseLike, TooManyRequestsError } from '@portcullis/core';
import type { CounterStore, Reservation } from '@portcullis/store';
import { limiterUnavailable } from '../limited-call.js';
import { periodAt, type QuotaPeriod } from './quota-period.js';

/** One call, charged. */
export interface Charge {
  /** Takes it back, in the period that it was charged in. */
  refund(): Eventually<boolean>;
}

export interface QuotaOptions {
  readonly counters: CounterStore;
  readonly period: QuotaPeriod;
  /** What names of counts begin with. */
  readonly name: string;
  readonly clock: Clock;
}

/** Charges one call of a key. Throws, or rejects, with a 429 when its quota is used up. */
export type ReserveQuota = (keyId: string, quota: number) => Eventually<Charge>;

export function createReserveQuota({ counters, period, name, clock }: QuotaOptions): ReserveQuota {
  return (keyId, quota) => {
    const now = clock.now();
    const { name: periodName, endsAt } = periodAt(period, now);
    const counter = `${name}:${periodName}:${keyId}`;
    const left = endsAt - now;
    const charge = ({ granted, resetsAt }: Reservation): Charge => {
      if (!granted) throw quotaExhausted(period, left / 1000);
      return { refund: () => counters.refund(counter, { resetsAt }) };
    };
    const reservation = reserve(counters, counter, { windowMs: left, limit: quota });
    return isPromiseLike(reservation) ? reservation.then(charge) : charge(reservation);
  };
}

function reserve(
  counters: CounterStore,
  counter: string,
  reservation: Parameters<CounterStore['reserve']>[1],
): Eventually<Reservation> {
  const fail = (error: unknown): never => {
    throw limiterUnavailable(error);
  };
  try {
    const reserved = counters.reserve(counter, reservation);
    return isPromiseLike(reserved) ? reserved.then(undefined, fail) : reserved;
  } catch (error) {
    return fail(error);
  }
}

function quotaExhausted(period: QuotaPeriod, retryAfterSeconds: number): TooManyRequestsError {
  return new TooManyRequestsError(`Cannot let the call through: the quota of the ${period} is used up`, {
    reason: 'quota_exhausted',
    code: 'quota_exhausted',
    description: `The quota of this API key for the ${period} is used up`,
    retryAfterSeconds,
  });
}
