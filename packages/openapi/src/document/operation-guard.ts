import { requireRoles, requireScopes } from '@portcullis/authorize';
import { allOf, anyOf, type Guard, optional, publicRoute } from '@portcullis/core';
import type { LoadedDocument, SecurityRequirement } from './load-document.js';
import { isEmpty, type SecuredOperation } from './secure-operations.js';

/**
 * Makes the one guard of an operation: its alternatives by `anyOf`, the schemes of one by `allOf` with what they
 * demand, `optional` around the whole where one alternative demands nothing, a public route where none demands
 * anything.
 *
 * @throws TypeError where the guards cannot be composed, as two that read one place in one alternative.
 */
export function operationGuard(
  { place, security }: SecuredOperation,
  schemes: LoadedDocument['schemes'],
  guards: ReadonlyMap<string, Guard>,
): Guard {
  const demanding = distinct(security.filter((requirement) => !isEmpty(requirement)));
  if (demanding.length === 0) return publicRoute(`the document says that ${place} is public`);
  const alternatives = demanding.map((requirement) => alternativeGuard(requirement, schemes, guards));
  const [only] = alternatives;
  const guard = only !== undefined && alternatives.length === 1 ? only : anyOf(...alternatives);
  return security.some(isEmpty) ? optional(guard) : guard;
}

function alternativeGuard(
  requirement: SecurityRequirement,
  schemes: LoadedDocument['schemes'],
  guards: ReadonlyMap<string, Guard>,
): Guard {
  const parts: Guard[] = [];
  const scopes: string[] = [];
  const roles: string[] = [];
  for (const [name, names] of Object.entries(requirement)) {
    const guard = guards.get(name);
    if (guard === undefined) throw new TypeError(`schemes has no guard for ${name}`);
    parts.push(guard);
    const type = schemes.get(name)?.type;
    (type === 'oauth2' || type === 'openIdConnect' ? scopes : roles).push(...names);
  }
  if (scopes.length > 0) parts.push(requireScopes(...new Set(scopes)));
  if (roles.length > 0) parts.push(requireRoles(...new Set(roles)));
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : allOf(...parts);
}

/** Alternatives that say the same in another order are one. */
function distinct(requirements: readonly SecurityRequirement[]): readonly SecurityRequirement[] {
  const known = new Map<string, SecurityRequirement>();
  for (const requirement of requirements) {
    const members = Object.entries(requirement).map(([name, names]) => [name, [...new Set(names)].sort()]);
    const key = JSON.stringify(members.sort());
    if (!known.has(key)) known.set(key, requirement);
  }
  return [...known.values()];
}
