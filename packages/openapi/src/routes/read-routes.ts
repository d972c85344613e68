import { fillShape, shapeOfRoute } from '../path-shape.js';
import { isMountedApp, type Layer, matchedPart, type Route, type Stack, stackOf } from './express-stack.js';

/** A layer with a route. */
export interface RoutePlace {
  readonly layer: Layer;
  readonly route: Route;
  /** Its path below the router that is checked, with the parameters made alike. */
  readonly shape: string;
  /** The same for messages, its own part as the app has it. */
  readonly path: string;
  /** In capitals. */
  readonly methods: readonly string[];
}

/** A layer with a route, or with a Router in it. */
export type Place =
  | RoutePlace
  | { readonly layer: Layer; readonly places: readonly Place[]; readonly stack: Stack };

/** What was found, and what keeps it from being compared with a document. */
export interface Reading {
  readonly places: readonly Place[];
  readonly problems: readonly string[];
}

/**
 * Reads the routes of a stack and of the Routers mounted in it. Express does not keep mount paths; they are found by
 * asking the layer for the beginnings of the document's paths.
 *
 * @param shapes The paths of the document, with their parameters made alike.
 * @param mount Where the stack is, in the same form.
 */
export function readRoutes(stack: Stack, shapes: readonly string[], mount = ''): Reading {
  const readings = stack.map((layer) =>
    layer.route === undefined ? readMounted(layer, shapes, mount) : readRoute(layer, layer.route, mount),
  );
  return {
    places: readings.flatMap(({ places }) => places),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

/** The routes of the places, those of nested Routers in their order. */
export function routesIn(places: readonly Place[]): readonly RoutePlace[] {
  return places.flatMap((place) => ('places' in place ? routesIn(place.places) : [place]));
}

function readRoute(layer: Layer, route: Route, mount: string): Reading {
  const { path } = route;
  const methods = Object.keys(route.methods).map((method) => method.toUpperCase());
  const name = `${methods.join(', ')} ${mount}${String(path)}`;
  if (typeof path !== 'string') {
    return problem(`the route ${name} has an array or a regular expression as its path`);
  }
  if (methods.includes('_ALL')) {
    return problem(`the route ${mount}${path} answers every method (all); name them one by one`);
  }
  const shape = shapeOfRoute(path);
  if (shape === undefined)
    return problem(`the route ${name} has a pattern that no path of a document can say`);
  return { places: [{ layer, route, shape: mount + shape, path: mount + path, methods }], problems: [] };
}

/** A middleware that is neither Router nor app is nobody's route. */
function readMounted(layer: Layer, shapes: readonly string[], mount: string): Reading {
  if (isMountedApp(layer))
    return problem('an app is mounted in the router and hides its routes; mount a Router');
  const stack = stackOf(layer.handle);
  if (stack === undefined) return { places: [], problems: [] };
  const inside = shapes
    .filter((shape) => `${shape}/`.startsWith(`${mount}/`))
    .map((shape) => shape.slice(mount.length));
  const found = beginningsOf(inside).find((beginning) => isMountedAt(layer, beginning));
  if (found === undefined) return problem('a Router is mounted where no path of the document begins');
  const { places, problems } = readRoutes(stack, shapes, mount + found);
  return { places: [{ layer, stack, places }], problems };
}

function problem(text: string): Reading {
  return { places: [], problems: [text] };
}

/** `/a/{}/b` begins with nothing, `/a`, `/a/{}` and itself. */
function beginningsOf(shapes: readonly string[]): readonly string[] {
  const beginnings = shapes.flatMap((shape) =>
    shape.split('/').map((_segment, index, segments) => segments.slice(0, index + 1).join('/')),
  );
  return [...new Set(beginnings)];
}

/** Two texts tell a parameter from a fixed segment, and a longer segment a fixed one from a parameter. */
function isMountedAt(layer: Layer, shape: string): boolean {
  if (shape === '') return matchedPart(layer, '/portcullis-first') === '';
  const segments = shape.split('/').slice(1);
  const paths = ['portcullis-first', 'portcullis-second'].map((text) => fillShape(shape, text));
  const isFixed = segments.every((segment, index) => {
    const longer = segments.with(index, `${segment}x`).join('/');
    return segment === '{}' || matchedPart(layer, fillShape(`/${longer}`, 'portcullis-first')) === undefined;
  });
  return isFixed && paths.every((path) => matchedPart(layer, path) === path);
}
