import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Next, TooManyRequestsError } from '@portcullis/core';
import { rateLimit } from 'express-rate-limit';
import { keyIdOf } from '../key-id-of.js';
import { limiterUnavailable } from '../limited-call.js';
import type { RatePlan } from './rate-plan.js';
import type { RateWindows } from './rate-windows.js';

/** A middleware of Express, typed on `node:http`. */
export type PlanLimiter = (req: IncomingMessage, res: ServerResponse, next: Next) => void;

type CountedRequest = IncomingMessage & { readonly rateLimit?: { readonly resetTime?: Date } };

/**
 * Makes the limiter of one plan: `express-rate-limit` counts, compares and writes `RateLimit` and `RateLimit-Policy` as
 * draft 8 has them. Who is over the limit, and a store that does not answer, are errors for `next`. It holds no counts.
 */
export function createPlanLimiter(
  by: string,
  { limit, windowSeconds }: RatePlan,
  windows: RateWindows,
  policy: string | undefined,
): PlanLimiter {
  const limiter = rateLimit({
    windowMs: windowSeconds * 1000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    ...(policy !== undefined && { identifier: policy }),
    keyGenerator: (req) => keyIdOf(req, by),
    store: {
      increment: (keyId) =>
        windows.take(keyId, limit).catch((error: unknown) => {
          throw limiterUnavailable(error);
        }),
      // Windows take back by themselves what was refused.
      decrement: () => {},
      resetKey: () => {},
    },
    handler: (req: CountedRequest, _res, next) => next(rateLimited(req.rateLimit?.resetTime)),
    // They are for its own options and for addresses.
    validate: false,
  });
  return limiter as unknown as PlanLimiter;
}

function rateLimited(resetTime: Date | undefined): TooManyRequestsError {
  return new TooManyRequestsError('Cannot let the call through: the key is at its limit', {
    reason: 'rate_limited',
    code: 'rate_limited',
    description: 'The rate limit of this API key is reached; try again later',
    retryAfterSeconds: ((resetTime?.getTime() ?? 0) - Date.now()) / 1000,
  });
}
