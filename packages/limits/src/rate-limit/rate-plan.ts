import { checkWholeNumber } from '@portcullis/core';

/** So many calls in a window, which begins with the first call after the last one ended. */
export interface RatePlan {
  /** 1 to 1 000 000 000. */
  readonly limit: number;
  /** 1 to 86400. For more than a day there are quotas. */
  readonly windowSeconds: number;
}

/** @throws TypeError unless both are whole numbers in their range. */
export function requirePlan(plan: RatePlan): RatePlan {
  const action = 'Cannot limit the call';
  if (typeof plan !== 'object' || plan === null) throw new TypeError(`${action}: planOf gave no plan`);
  checkWholeNumber(action, 'limit of the plan', plan.limit, 1, 1_000_000_000);
  checkWholeNumber(action, 'windowSeconds of the plan', plan.windowSeconds, 1, 86_400);
  return plan;
}
