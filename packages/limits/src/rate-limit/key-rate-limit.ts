import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  checkOptions,
  type Eventually,
  isPromiseLike,
  type Next,
  type Principal,
  principalOf,
} from '@portcullis/core';
import type { CounterStore } from '@portcullis/store';
import { requireFunction, requireName, requireOneOf } from '../check-limiter-options.js';
import { keyIdOf } from '../key-id-of.js';
import { LimitedCall, type StoreFailure } from '../limited-call.js';
import { whenKnown } from '../when-known.js';
import type { PlanLimiter } from './plan-limiter.js';
import { createPlanLimiters } from './plan-limiters.js';
import { type RatePlan, requirePlan } from './rate-plan.js';
import type { CreateRateLimitStore } from './rate-windows.js';

export interface KeyRateLimitOptions {
  /** The plan of the key that calls. */
  readonly planOf: (principal: Principal, req: IncomingMessage) => Eventually<RatePlan>;
  /**
   * Where calls are counted: the `counters` of a store, or what makes a store of `express-rate-limit`, as
   * `redisRateLimitStore()` of `@portcullis/limits/redis` does. @default the memory of this process
   */
  readonly store?: CounterStore | CreateRateLimitStore;
  /** When the store does not answer: 503, or through. Either way a decision event tells. @default 'refuse' */
  readonly storeFailure?: StoreFailure;
  /** What the counts and the policy in the headers are called: another one for each limit on the same store. */
  readonly name?: string;
}

/** The middleware, and the end of its store in memory. */
export interface KeyRateLimit {
  (req: IncomingMessage, res: ServerResponse, next: Next): void;
  /** Ends timers and forgets the counts of this process. */
  close(): Promise<void>;
}

const action = 'Cannot create key rate limit';
const by = 'keyRateLimit';

/**
 * Makes a middleware that lets each API key make so many calls in a window, as its plan says: 429 with `Retry-After`
 * over it. Each answer has `RateLimit` and `RateLimit-Policy` (draft 8 of the IETF specification). Calls that it refused
 * are not counted, nor are those that were refused before they reached it.
 *
 * Mount it behind `apiKey()` and before what is dearer: the token, the document, the handler. A call without a verified
 * key is an error (500), never let through. It does not count by address.
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @example
 * const plans = { basic: { limit: 60, windowSeconds: 60 }, partner: { limit: 600, windowSeconds: 60 } };
 * const isPartner = (principal) => application.keyOf(principal)?.metadata.plan === 'partner';
 * app.use('/api', application, keyRateLimit({ planOf: (who) => (isPartner(who) ? plans.partner : plans.basic) }));
 */
export function keyRateLimit(options: KeyRateLimitOptions): KeyRateLimit {
  checkOptions(action, options, ['planOf', 'store', 'storeFailure', 'name']);
  const { planOf, store, storeFailure = 'refuse', name } = options;
  requireFunction(action, 'planOf', planOf);
  requireOneOf(action, 'storeFailure', storeFailure, ['refuse', 'let-through']);
  if (name !== undefined) requireName(action, name);
  requireStore(store);
  const limiters = createPlanLimiters({ by, store, name: name ?? 'calls', policy: name });

  const limiterOf = (plan: RatePlan) => limiters.of(requirePlan(plan));

  function keyRateLimitMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    const call = new LimitedCall(by, storeFailure, req, res, next);
    const stop = (error: unknown) => call.stop(error);
    const findLimiter = () => {
      keyIdOf(req, by);
      const plan = planOf(principalOf(req), req);
      return isPromiseLike(plan) ? plan.then(limiterOf) : limiterOf(plan);
    };
    const limit = (limiter: PlanLimiter) =>
      limiter(req, res, (error) => {
        if (error === undefined) call.goOn();
        else stop(error);
      });
    whenKnown(findLimiter, limit, stop);
  }
  return Object.assign(keyRateLimitMiddleware, { close: () => limiters.close() });
}

function requireStore(store: unknown): void {
  if (store === undefined || typeof store === 'function') return;
  if (typeof (store as CounterStore | null)?.reserve === 'function') return;
  throw new TypeError(`${action}: store must be the counters of a store, or a function that makes one`);
}
