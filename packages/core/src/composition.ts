import { checkAllOf, checkAnyOf, checkHasScheme, readPart, readParts } from './check-composition.js';
import { createGuard } from './define-guard.js';
import type { Guard } from './guard.js';
import { schemesIn } from './guard-tree.js';

/**
 * Demands all parts: first those with schemes, then the requirements, each in the order given. The first one that is
 * absent or failed decides.
 *
 * @throws TypeError for no part, a part that is not a guard, a public route, or two schemes that read one place.
 */
export function allOf(...guards: readonly Guard[]): Guard {
  const parts = readParts('allOf', guards).flatMap((part) => (part.type === 'allOf' ? part.parts : [part]));
  checkAllOf(parts);
  const identifying = parts.filter((part) => schemesIn(part).length > 0);
  const requiring = parts.filter((part) => schemesIn(part).length === 0);
  return createGuard({ type: 'allOf', parts: Object.freeze([...identifying, ...requiring]) });
}

/**
 * Demands one of the parts, tried in the order given; it stays with the first that lets through. A credential that is
 * present and bad does not keep the next part from its turn, unless both read one place: of those only one runs.
 *
 * @throws TypeError for no part, a part that is not a guard, or one that lets through a request without a credential.
 */
export function anyOf(...guards: readonly Guard[]): Guard {
  const parts = readParts('anyOf', guards);
  checkAnyOf(parts);
  return createGuard({ type: 'anyOf', parts: Object.freeze(parts) });
}

/**
 * Lets a request go on without a principal when all of the part is absent. A bad credential is refused, and so is half
 * a composition. A requirement later on answers nobody with 401 and the challenge of the part.
 *
 * @throws TypeError when the part is not a guard, or has no scheme in it.
 */
export function optional(guard: Guard): Guard {
  const part = readPart('optional', guard);
  checkHasScheme('optional', part);
  return createGuard({ type: 'optional', part });
}

/**
 * Lets everybody through and publishes a decision `report` for whom the guard would have refused: for trying a guard
 * in production. A principal that it accepts stands for what follows.
 *
 * @throws TypeError when the part is not a guard.
 */
export function reportOnly(guard: Guard): Guard {
  const part = readPart('reportOnly', guard);
  return createGuard({ type: 'reportOnly', part });
}

/**
 * Lets everybody through, and says so to the route audit. Stands alone: it is no part of a composition.
 *
 * @param reason Why the route needs no guard, for those who review it.
 * @throws TypeError without a reason.
 */
export function publicRoute(reason: string): Guard {
  if (typeof reason !== 'string' || reason.trim() === '') {
    throw new TypeError('Cannot create public route: reason is missing');
  }
  return createGuard({ type: 'public', reason });
}
