import type { Guard } from '@portcullis/core';
import type { Operation } from '../operation.js';
import { refuseProblems } from '../refuse-problems.js';
import { checkSchemes } from './check-schemes.js';
import { listOperations } from './list-operations.js';
import type { LoadedDocument } from './load-document.js';
import { operationGuard } from './operation-guard.js';
import { secureOperations } from './secure-operations.js';

/**
 * Makes the operations of a document with their guards, once.
 *
 * @throws TypeError with one line for each thing in which document and guards do not fit.
 */
export function createOperations(
  action: string,
  document: LoadedDocument,
  guards: ReadonlyMap<string, Guard>,
  requireOwnSecurity: boolean,
): readonly Operation[] {
  const listed = listOperations(action, document);
  const secured = secureOperations(action, document, listed, requireOwnSecurity);
  checkSchemes(action, document, secured, guards);
  const problems: string[] = [];
  const operations = secured.map((operation) => {
    const { operationId, method, path, place } = operation;
    try {
      const guard = operationGuard(operation, document.schemes, guards);
      return Object.freeze({ name: operationId ?? place, method, path, guard });
    } catch (error) {
      problems.push(`${place}: ${(error as Error).message}`);
      return undefined;
    }
  });
  refuseProblems(action, problems);
  return Object.freeze(operations.filter((operation) => operation !== undefined));
}
