import { KINDS } from './create-principal.js';
import { GUARD_TREE, type Guard, type GuardNode, type Next } from './guard.js';
import { planGuard } from './guard-plan.js';
import { runGuard } from './run-guard.js';
import type { Requirement, Scheme } from './scheme.js';

/**
 * Makes the middleware of one scheme or one requirement. It alone writes to the response, sets `req.principal` and
 * calls `next`: in the same tick where the part answers at once. It answers refusals itself; what is not a
 * `SecurityError` goes to `next(error)` and is never let through.
 *
 * ```ts
 * const requireWeekday = defineGuard('requireWeekday', { check: () => new Date().getDay() % 6 !== 0 });
 * ```
 *
 * @param name Of the middleware, for stack traces, route lists and decision events: `bearerMiddleware`.
 * @throws TypeError when the part is neither a scheme nor a requirement.
 */
export function defineGuard(name: string, part: Scheme | Requirement): Guard {
  if (typeof name !== 'string' || name === '') throw new TypeError('Cannot define guard: name is missing');
  return createGuard(leafOf(name, part), name);
}

/** Makes the middleware of a tree. */
export function createGuard(node: GuardNode, name?: string): Guard {
  const plan = planGuard(node, name);
  const guard = (req: Parameters<Guard>[0], res: Parameters<Guard>[1], next: Next) =>
    runGuard(plan, req, res, next);
  Object.defineProperty(guard, 'name', { value: plan.name });
  return Object.assign(guard, { [GUARD_TREE]: Object.freeze(node) });
}

function isRequirement(part: Scheme | Requirement): part is Requirement {
  return typeof part === 'object' && part !== null && 'check' in part && typeof part.check === 'function';
}

function isScheme(part: Scheme | Requirement): part is Scheme {
  if (typeof part !== 'object' || part === null || !('authenticate' in part)) return false;
  const { kind, slot, authenticate, challenges } = part;
  const named = KINDS.includes(kind) && typeof slot === 'string' && slot !== '';
  return named && typeof authenticate === 'function' && typeof challenges === 'function';
}

function leafOf(name: string, part: Scheme | Requirement): GuardNode {
  if (isRequirement(part)) return { type: 'requirement', name, requirement: part };
  if (isScheme(part)) return { type: 'scheme', name, scheme: part };
  throw new TypeError(
    `Cannot define guard: ${name} is neither a scheme (kind, slot, authenticate, challenges) nor a requirement (check)`,
  );
}
