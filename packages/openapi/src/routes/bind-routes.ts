import { routeGuard } from '../admit.js';
import type { Operation } from '../operation.js';
import { shapeOfTemplate } from '../path-shape.js';
import { refuseProblems } from '../refuse-problems.js';
import { isErrorHandler, type Layer, type Route, type Stack } from './express-stack.js';
import type { BoundPlace } from './find-operation.js';
import { type Place, readRoutes, routesIn } from './read-routes.js';
import {
  frontProblems,
  keyOf,
  missingProblems,
  type OperationsByKey,
  shadowedProblems,
  strangerProblems,
} from './route-problems.js';

const ACTION = 'Cannot check the routes against the OpenAPI document';

/**
 * Pairs the routes of a stack with the operations, puts the guards on the routes and seals the stacks. What is refused
 * stays as it was.
 *
 * @param isFront Is the layer the middleware in front of the routes?
 * @throws TypeError with one line for each thing in which they differ.
 */
export function bindRoutes(
  stack: Stack,
  operations: readonly Operation[],
  isFront: (layer: Layer) => boolean,
): readonly BoundPlace[] {
  const shapes = operations.map(({ path }) => shapeOfTemplate(path));
  const { places, problems } = readRoutes(stack, shapes);
  refuseProblems(ACTION, [...frontProblems(stack, places, isFront), ...problems]);
  const routes = routesIn(places);
  const byKey = new Map(operations.map((each) => [keyOf(each.method, shapeOfTemplate(each.path)), each]));
  refuseProblems(ACTION, [...strangerProblems(routes, byKey), ...missingProblems(routes, byKey)]);
  const bound = places.map((place) => bindPlace(place, byKey));
  refuseProblems(ACTION, shadowedProblems(bound, operations));
  for (const { route, shape } of routes) guardRoute(route, shape, byKey);
  for (const each of [stack, ...stacksIn(places)]) sealStack(each);
  return bound;
}

/** The layers of routes, too: nobody adds a handler in front of a guard. */
function stacksIn(places: readonly Place[]): readonly unknown[][] {
  return places.flatMap((place) =>
    'places' in place ? [place.stack, ...stacksIn(place.places)] : [place.route.stack],
  );
}

function bindPlace(place: Place, byKey: OperationsByKey): BoundPlace {
  const { layer } = place;
  if ('places' in place) return { layer, places: place.places.map((inner) => bindPlace(inner, byKey)) };
  const operations = new Map<string, Operation>();
  for (const method of place.methods) {
    const operation = byKey.get(keyOf(method, place.shape));
    if (operation !== undefined) operations.set(method, operation);
  }
  // Express answers HEAD by the route of GET, unless it has one of its own.
  const get = operations.get('GET');
  if (get !== undefined && !operations.has('HEAD')) operations.set('HEAD', get);
  return { layer, operations };
}

/** A guard for each method: in front of the route's handlers, and behind each error handler, which may forgive. */
function guardRoute(route: Route, shape: string, byKey: OperationsByKey): void {
  for (const method of Object.keys(route.methods)) {
    const operation = byKey.get(keyOf(method, shape));
    const register = (route as unknown as Record<string, unknown>)[method];
    if (operation === undefined || typeof register !== 'function') {
      throw new TypeError(`${ACTION}: the route ${method} ${route.path} takes no guard`);
    }
    const handlers = route.stack.splice(0);
    register.call(route, routeGuard(operation));
    const guard = route.stack.splice(0);
    const guarded = handlers.flatMap((layer) => (isErrorHandler(layer) ? [layer, ...guard] : [layer]));
    route.stack.push(...guard, ...guarded);
  }
}

/** Lets nobody add a layer any more: one that is added behind the check would have no guard. */
function sealStack(stack: unknown[]): void {
  if (Object.isFrozen(stack)) return;
  Object.defineProperty(stack, 'push', { value: refuseLayer });
  Object.freeze(stack);
}

function refuseLayer(): never {
  throw new Error(
    'Cannot add a route or a middleware: the router was checked against its OpenAPI document already',
  );
}
