import { routeGuard } from './admit.js';
import { type Layer, matchedPart, type Route, type Stack } from './express-stack.js';
import { type BoundPlace, findOperation } from './find-operation.js';
import type { Operation } from './operation.js';
import { fillShape, routeOfTemplate, shapeOfTemplate } from './path-shape.js';
import { type Place, readRoutes } from './read-routes.js';
import { refuseProblems } from './refuse-problems.js';
import { sealStack } from './seal-stack.js';

const ACTION = 'Cannot check the routes against the OpenAPI document';

/** Operations by method and shape: `GET /accounts/{}`. A slash at the end is the router's business, asked by a sample. */
type OperationsByShape = ReadonlyMap<string, Operation>;

/**
 * Pairs the routes of a stack with the operations, puts the guards on the routes and seals the stacks.
 *
 * @param guard Which layer is the middleware in front. Routes before it are refused.
 * @throws TypeError with one line for each operation without a route, route without an operation, and route that is
 * never reached.
 */
export function bindRoutes(
  stack: Stack,
  operations: readonly Operation[],
  guard: (layer: Layer) => boolean,
): readonly BoundPlace[] {
  const byShape = new Map(
    operations.map((operation) => [keyOf(operation.method, shapeOf(operation)), operation]),
  );
  const shapes = operations.map(shapeOf);
  const { places, problems } = readRoutes(stack, shapes);
  refuseProblems(ACTION, [...frontProblems(stack, places, guard), ...problems]);
  const routes = routesIn(places);
  refuseProblems(ACTION, [...strangers(routes, byShape), ...missing(routes, operations)]);
  const bound = places.map((place) => bindPlace(place, byShape));
  refuseProblems(ACTION, shadowed(bound, operations));
  for (const { route, shape } of routes) guardRoute(route, shape, byShape);
  for (const each of [stack, ...stacksIn(places)]) sealStack(each);
  return bound;
}

type RoutePlace = Extract<Place, { route: Route }>;

function keyOf(method: string, shape: string): string {
  return `${method.toUpperCase()} ${shape.replace(/\/$/, '')}`;
}

function shapeOf({ path }: Operation): string {
  return shapeOfTemplate(path) ?? path;
}

function routesIn(places: readonly Place[]): readonly RoutePlace[] {
  return places.flatMap((place) => ('places' in place ? routesIn(place.places) : [place]));
}

/** The layers of routes, too: nobody adds a handler in front of a guard. */
function stacksIn(places: readonly Place[]): readonly unknown[][] {
  return places.flatMap((place) =>
    'places' in place ? [place.stack, ...stacksIn(place.places)] : [place.route.stack],
  );
}

function frontProblems(
  stack: Stack,
  places: readonly Place[],
  guard: (layer: Layer) => boolean,
): readonly string[] {
  const front = stack.findIndex(guard);
  const layer = stack[front];
  if (layer === undefined)
    return ['the middleware is not mounted in the router; use it before the first route'];
  if (matchedPart(layer, '/portcullis') !== '')
    return ['the middleware is mounted below a path; use it without one'];
  return routesIn(places.filter((place) => stack.indexOf(place.layer) < front)).map(
    ({ methods, route }) => `the route ${methods.join(', ')} ${route.path} stands before the middleware`,
  );
}

function strangers(routes: readonly RoutePlace[], byShape: OperationsByShape): readonly string[] {
  return routes.flatMap(({ methods, shape, route }) =>
    methods
      .filter((method) => !byShape.has(keyOf(method, shape)))
      .map((method) => `the route ${method} ${route.path} is not in the document`),
  );
}

function missing(routes: readonly RoutePlace[], operations: readonly Operation[]): readonly string[] {
  const routed = new Set(
    routes.flatMap(({ methods, shape }) => methods.map((method) => keyOf(method, shape))),
  );
  return operations
    .filter((operation) => !routed.has(keyOf(operation.method, shapeOf(operation))))
    .map(
      ({ method, path }) =>
        `${method} ${path} has no route; Express would have it as ${routeOfTemplate(path)}`,
    );
}

function bindPlace(place: Place, byShape: OperationsByShape): BoundPlace {
  const { layer } = place;
  if ('places' in place) return { layer, places: place.places.map((inner) => bindPlace(inner, byShape)) };
  const operations = new Map<string, Operation>();
  for (const method of place.methods) {
    const operation = byShape.get(keyOf(method, place.shape));
    if (operation !== undefined) operations.set(method, operation);
  }
  // Express answers HEAD by the route of GET, unless it has one of its own.
  const get = operations.get('GET');
  if (get !== undefined && !operations.has('HEAD')) operations.set('HEAD', get);
  return { layer, operations };
}

/** A request for `/accounts/mine` never comes there when `/accounts/:id` was registered before. */
function shadowed(places: readonly BoundPlace[], operations: readonly Operation[]): readonly string[] {
  return operations.flatMap((operation) => {
    const { method, path } = operation;
    const sample = fillShape(shapeOf(operation), 'portcullis-first');
    const found = findOperation(places, method, sample, new Set());
    if (found === operation) return [];
    const why =
      found === undefined
        ? 'is not matched by its route'
        : `is never reached: ${found.path} stands before it`;
    return [`${method} ${path} ${why}`];
  });
}

/** A guard for each method, at the front of the route's handlers. */
function guardRoute(route: Route, shape: string, byShape: OperationsByShape): void {
  for (const method of Object.keys(route.methods)) {
    const operation = byShape.get(keyOf(method, shape));
    const register = (route as unknown as Record<string, unknown>)[method];
    if (operation === undefined || typeof register !== 'function') continue;
    register.call(route, routeGuard(operation));
    route.stack.unshift(route.stack.pop());
  }
}
