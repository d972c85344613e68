import type { CounterStore } from '@portcullis/store';
import { MemoryRateStore } from './memory-rate-store.js';
import { createPlanLimiter, type PlanLimiter } from './plan-limiter.js';
import type { RatePlan } from './rate-plan.js';
import {
  type CreateRateLimitStore,
  type RateWindows,
  windowsInCounters,
  windowsInStore,
} from './rate-windows.js';

export interface PlanLimitersOptions {
  /** Of the middleware, for messages. */
  readonly by: string;
  readonly store: CounterStore | CreateRateLimitStore | undefined;
  /** What names of counts begin with. */
  readonly name: string;
  /** The name in the headers; absent: `600-in-1min`, after the plan. */
  readonly policy: string | undefined;
}

/** The limiters of the plans that came so far. */
export interface PlanLimiters {
  /** @throws RangeError when plans have too many lengths of windows: each may have a store and a timer of its own. */
  of(plan: RatePlan): PlanLimiter;
  close(): Promise<void>;
}

/** With more plans than this their limiters are made anew: they hold nothing. */
const mostLimiters = 1000;
const mostLengths = 100;

export function createPlanLimiters({ by, store, name, policy }: PlanLimitersOptions): PlanLimiters {
  const limiters = new Map<string, PlanLimiter>();
  const windowsByLength = new Map<number, RateWindows>();

  function windowsOf(windowSeconds: number): RateWindows {
    const known = windowsByLength.get(windowSeconds);
    if (known !== undefined) return known;
    if (windowsByLength.size >= mostLengths) {
      throw new RangeError(`Cannot limit the call: planOf gave more than ${mostLengths} lengths of windows`);
    }
    const windows = createWindows(store, `${name}:${windowSeconds}:`, windowSeconds * 1000);
    windowsByLength.set(windowSeconds, windows);
    return windows;
  }

  return {
    of(plan) {
      const planName = `${plan.limit}/${plan.windowSeconds}`;
      const known = limiters.get(planName);
      if (known !== undefined) return known;
      if (limiters.size >= mostLimiters) limiters.clear();
      const limiter = createPlanLimiter(by, plan, windowsOf(plan.windowSeconds), policy);
      limiters.set(planName, limiter);
      return limiter;
    },
    async close() {
      await Promise.all([...windowsByLength.values()].map((windows) => windows.close()));
    },
  };
}

function createWindows(store: PlanLimitersOptions['store'], prefix: string, windowMs: number): RateWindows {
  if (typeof store === 'object') return windowsInCounters(store, prefix, windowMs);
  return windowsInStore(store === undefined ? new MemoryRateStore() : store(prefix), windowMs);
}
