import type { Operation } from '../operation.js';
import { type Layer, matchedPart, restOf } from './express-stack.js';

/** A place in a checked router: the operations of a route by method (`HEAD` included), or what is in a nested Router. */
export type BoundPlace =
  | { readonly layer: Layer; readonly operations: ReadonlyMap<string, Operation> }
  | { readonly layer: Layer; readonly places: readonly BoundPlace[] };

/**
 * The operation whose route Express would dispatch a request to: the first that takes the path and has the method, by
 * the expressions of Express's own layers.
 *
 * @param allowed Takes the methods of the routes whose path it is, when there is no operation.
 * @throws what the layers throw: an error of status 400 for a broken escape in the path.
 */
export function findOperation(
  places: readonly BoundPlace[],
  method: string,
  path: string,
  allowed: Set<string>,
): Operation | undefined {
  for (const place of places) {
    const taken = matchedPart(place.layer, path);
    if (taken === undefined) continue;
    const found =
      'places' in place
        ? findInside(place.places, method, restOf(path, taken), allowed)
        : findByMethod(place.operations, method, allowed);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInside(
  places: readonly BoundPlace[],
  method: string,
  rest: string | undefined,
  allowed: Set<string>,
): Operation | undefined {
  return rest === undefined ? undefined : findOperation(places, method, rest, allowed);
}

function findByMethod(
  operations: ReadonlyMap<string, Operation>,
  method: string,
  allowed: Set<string>,
): Operation | undefined {
  const operation = operations.get(method);
  if (operation === undefined) for (const known of operations.keys()) allowed.add(known);
  return operation;
}
