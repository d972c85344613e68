import type { ApiKeyGuard } from '@portcullis/api-key';
import type { Principal } from '@portcullis/core';
import type { RatePlan } from '@portcullis/limits';

/** How many calls a key may make. Its metadata name its plan. */
export const plans = {
  standard: { limit: 3000, windowSeconds: 60 },
  trial: { limit: 5, windowSeconds: 10 },
} as const satisfies Record<string, RatePlan>;

export type PlanName = keyof typeof plans;

export function planOf(application: ApiKeyGuard, principal: Principal): RatePlan {
  return application.keyOf(principal)?.metadata['plan'] === 'trial' ? plans.trial : plans.standard;
}
