import type { Operation } from '../operation.js';
import { fillShape, routeOfTemplate, shapeOfTemplate } from '../path-shape.js';
import { type Layer, matchedPart, type Stack } from './express-stack.js';
import { type BoundPlace, findOperation } from './find-operation.js';
import { type Place, type RoutePlace, routesIn } from './read-routes.js';

/** Operations by what `keyOf` gives. */
export type OperationsByKey = ReadonlyMap<string, Operation>;

/** `GET /accounts/{}`. A slash at the end is the router's business: `shadowedProblems` asks it. */
export function keyOf(method: string, shape: string): string {
  return `${method.toUpperCase()} ${shape.replace(/\/$/, '')}`;
}

/** The middleware stands in the stack itself, without a path and before the first route. */
export function frontProblems(
  stack: Stack,
  places: readonly Place[],
  isFront: (layer: Layer) => boolean,
): readonly string[] {
  const front = stack.findIndex(isFront);
  const layer = stack[front];
  if (layer === undefined)
    return ['the middleware is not mounted in the router; use it before the first route'];
  if (matchedPart(layer, '/portcullis') !== '')
    return ['the middleware is mounted below a path; use it without one'];
  return routesIn(places.filter((place) => stack.indexOf(place.layer) < front)).map(
    ({ methods, path }) => `the route ${methods.join(', ')} ${path} stands before the middleware`,
  );
}

/** Each route is one operation's at least, and in one place. */
export function strangerProblems(
  routes: readonly RoutePlace[],
  operations: OperationsByKey,
): readonly string[] {
  const known = new Set<unknown>();
  return routes.flatMap(({ methods, shape, path, route }) => {
    if (known.has(route)) return [`the Router of the route ${methods.join(', ')} ${path} is mounted twice`];
    known.add(route);
    return methods
      .filter((method) => !operations.has(keyOf(method, shape)))
      .map((method) => `the route ${method} ${path} is not in the document`);
  });
}

/** Each operation has a route. */
export function missingProblems(
  routes: readonly RoutePlace[],
  operations: OperationsByKey,
): readonly string[] {
  const routed = new Set(
    routes.flatMap(({ methods, shape }) => methods.map((method) => keyOf(method, shape))),
  );
  return [...operations]
    .filter(([key]) => !routed.has(key))
    .map(
      ([, { method, path }]) =>
        `${method} ${path} has no route; Express would have it as ${routeOfTemplate(path)}`,
    );
}

/** A request for `/accounts/mine` never comes there when `/accounts/:id` was registered before. */
export function shadowedProblems(
  places: readonly BoundPlace[],
  operations: readonly Operation[],
): readonly string[] {
  return operations.flatMap((operation) => {
    const { method, path } = operation;
    const sample = fillShape(shapeOfTemplate(path), 'portcullis-first');
    const found = findOperation(places, method, sample, new Set());
    if (found === operation) return [];
    const why =
      found === undefined
        ? 'is not matched by its route'
        : `is never reached: ${found.path} stands before it`;
    return [`${method} ${path} ${why}`];
  });
}
