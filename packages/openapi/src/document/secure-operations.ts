import { refuseProblems } from '../refuse-problems.js';
import type { ListedOperation } from './list-operations.js';
import type { LoadedDocument, SecurityRequirement } from './load-document.js';

/** An operation with the security that holds for it. */
export interface SecuredOperation extends ListedOperation {
  readonly security: readonly SecurityRequirement[];
}

/**
 * Finds the security of each operation: its own, else the document's. Nothing is public by being forgotten: an
 * operation is public only by `security: []` of its own.
 *
 * @throws TypeError with one line for each operation that has no security.
 */
export function secureOperations(
  action: string,
  { security: common }: LoadedDocument,
  operations: readonly ListedOperation[],
  requireOwnSecurity: boolean,
): readonly SecuredOperation[] {
  const problems: string[] = [];
  const secured = operations.map((operation) => {
    const security = operation.security ?? (requireOwnSecurity ? undefined : common);
    if (security === undefined) {
      problems.push(
        `${operation.place} has no security${requireOwnSecurity ? ' of its own' : ''}; a public operation says security: []`,
      );
    } else if (operation.security === undefined && security.every(isEmpty)) {
      problems.push(`${operation.place} is public by the document's default alone; let it say security: []`);
    }
    return { ...operation, security: security ?? [] };
  });
  refuseProblems(action, problems);
  return secured;
}

/** `{}`: an alternative that demands nothing. */
export function isEmpty(requirement: SecurityRequirement): boolean {
  return Object.keys(requirement).length === 0;
}
