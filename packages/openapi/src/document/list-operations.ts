import { isSayable, shapeOfTemplate } from '../path-shape.js';
import { refuseProblems } from '../refuse-problems.js';
import { type DeclaredOperation, type LoadedDocument, METHODS } from './load-document.js';

/** An operation as the document has it, before a guard is made of it. */
export interface ListedOperation extends DeclaredOperation {
  readonly method: string;
  readonly path: string;
  /** `GET /accounts/{accountId}` */
  readonly place: string;
}

/**
 * The operations below `paths`, in their order. Webhooks and callbacks are requests that the API sends: they are not
 * listed.
 *
 * @throws TypeError for paths that Express cannot say, takes for the same, or whose reference leads in a circle.
 */
export function listOperations(action: string, { paths }: LoadedDocument): readonly ListedOperation[] {
  const operations: ListedOperation[] = [];
  const problems: string[] = [];
  const taken = new Map<string, string>();
  for (const [path, item] of Object.entries(paths)) {
    if (path.startsWith('x-')) continue;
    const problem = problemOf(path, '$ref' in item, taken);
    if (problem !== undefined) problems.push(problem);
    else operations.push(...operationsOf(path, item));
  }
  if (operations.length === 0 && problems.length === 0) problems.push('it has no operation');
  refuseProblems(action, problems);
  return operations;
}

/** Express looks at neither case nor a slash at the end, unless it is told to. */
function problemOf(path: string, isUnresolved: boolean, taken: Map<string, string>): string | undefined {
  if (!isSayable(path)) return `the path ${path} cannot be said as a path of Express`;
  if (isUnresolved) return `the path ${path} is a reference that leads nowhere`;
  const place = shapeOfTemplate(path)
    .toLowerCase()
    .replace(/(?<=.)\/$/, '');
  const other = taken.get(place);
  taken.set(place, path);
  return other === undefined ? undefined : `the paths ${other} and ${path} are the same to Express`;
}

function operationsOf(path: string, item: Readonly<Record<string, unknown>>): readonly ListedOperation[] {
  return METHODS.filter((method) => Object.hasOwn(item, method)).map((method) => {
    const { operationId, security } = item[method] as DeclaredOperation;
    return {
      method: method.toUpperCase(),
      path,
      place: `${method.toUpperCase()} ${path}`,
      ...(operationId !== undefined && { operationId }),
      ...(security !== undefined && { security }),
    };
  });
}
