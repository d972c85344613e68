import { admitsNobody, type Guard, guardTree, isGuard, schemesIn } from '@portcullis/core';
import { refuseProblems } from '../refuse-problems.js';
import type { ListedOperation } from './list-operations.js';
import type { DeclaredScheme, LoadedDocument } from './load-document.js';
import type { SecuredOperation } from './secure-operations.js';

/** Places whose meaning is known. A scheme of the app's own may name another one; it is believed then. */
const KNOWN_SLOT = /^(?:authorization|tls|(?:header|query|cookie) .+)$/;

/**
 * Compares the schemes that the operations demand, those that the document declares and the guards that were given.
 *
 * @throws TypeError with one line for each demand that nobody declares, declaration without a guard, guard without a
 * declaration, and guard that reads another place than the one declared.
 */
export function checkSchemes(
  action: string,
  { version, schemes }: LoadedDocument,
  operations: readonly SecuredOperation[],
  guards: ReadonlyMap<string, Guard>,
): void {
  const problems: string[] = [];
  const demanded = new Map<string, ListedOperation>();
  for (const operation of operations) {
    for (const name of operation.security.flatMap(Object.keys)) {
      if (!demanded.has(name)) demanded.set(name, operation);
    }
    problems.push(...namesProblems(operation, schemes, version));
  }
  for (const [name, { place }] of demanded) {
    if (!schemes.has(name)) {
      problems.push(`${place} demands the scheme ${name}, which the document does not declare`);
    } else if (!guards.has(name)) {
      problems.push(`schemes has no guard for ${name}, which ${place} demands`);
    }
  }
  for (const [name, guard] of guards) {
    const problem = guardProblem(guard, schemes.get(name));
    if (problem !== undefined) problems.push(`the guard for ${name} ${problem}`);
  }
  refuseProblems(action, problems);
}

/** Scopes that the flows do not know are mistyped, and other types had no names before OpenAPI 3.1. */
function namesProblems(
  { place, security }: SecuredOperation,
  schemes: LoadedDocument['schemes'],
  version: string,
): readonly string[] {
  const demands = security.flatMap((requirement) => Object.entries(requirement));
  return demands.flatMap(([name, names]) => {
    const scheme = schemes.get(name);
    if (scheme === undefined || scheme.type === 'openIdConnect' || names.length === 0) return [];
    if (scheme.type !== 'oauth2') {
      return version === '3.1'
        ? []
        : [`${place} demands ${names.join(' ')} of ${name}, and only oauth2 has scopes`];
    }
    const known = scopesOf(scheme);
    return names
      .filter((scope) => !known.has(scope))
      .map((scope) => `${place} demands the scope ${scope}, which ${name} does not declare`);
  });
}

function scopesOf({ flows = {}, scopes = {} }: DeclaredScheme): ReadonlySet<string> {
  return new Set([scopes, ...Object.values(flows).map((flow) => flow.scopes ?? {})].flatMap(Object.keys));
}

function guardProblem(guard: unknown, scheme: DeclaredScheme | undefined): string | undefined {
  if (scheme === undefined) return 'has no scheme of this name in the document';
  if (!isGuard(guard)) return 'was not made by defineGuard or a composition';
  const tree = guardTree(guard);
  const slots = schemesIn(tree).map(({ slot }) => slot);
  if (slots.length === 0) return 'has no scheme in it';
  if (admitsNobody(tree)) return 'lets through a request without a credential';
  const declared = slotOf(scheme);
  if (slots.some((slot) => slot === declared || !KNOWN_SLOT.test(slot))) return undefined;
  return `reads ${[...new Set(slots)].join(', ')}, and the document declares ${declared}`;
}

/** The place where a credential of the scheme stands, as the schemes of guards name it. */
function slotOf({ type, in: place, name = '' }: DeclaredScheme): string {
  if (type === 'mutualTLS') return 'tls';
  if (type !== 'apiKey') return 'authorization';
  if (place !== 'header') return `${place} ${name}`;
  const header = name.toLowerCase();
  return header === 'authorization' ? header : `header ${header}`;
}
