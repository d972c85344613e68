/** What is read of a layer of a Router, in Express 4 and 5 alike. */
export interface Layer {
  readonly name?: string;
  readonly handle: unknown;
  readonly route?: Route | undefined;
  /** Whether the path is this layer's. Express 4 and early releases of 5 leave the matched part on `path`. */
  match(path: string): unknown;
  readonly path?: string | undefined;
}

/** A Route of Express, which has handlers by method. */
export interface Route {
  readonly path: unknown;
  readonly methods: Readonly<Record<string, boolean>>;
  readonly stack: { readonly handle: unknown }[];
}

export type Stack = Layer[];

interface Application {
  readonly _router?: { readonly stack?: unknown };
  lazyrouter?(): void;
}

/** The layers of a Router or an app, or nothing for what is neither. */
export function stackOf(router: unknown): Stack | undefined {
  const { stack } = (typeof router === 'function' ? (routerOf(router) ?? {}) : {}) as { stack?: unknown };
  return Array.isArray(stack) ? stack : undefined;
}

/** An app of Express 4 has its Router elsewhere, and throws at the name that it has in Express 5. */
function routerOf(router: object): unknown {
  if ('stack' in router) return router;
  const app = router as Application;
  return typeof app.lazyrouter === 'function' ? app._router : (router as { router?: unknown }).router;
}

/** Whether it is an app that is mounted: an app wraps it, a Router takes it as it is. */
export function isMountedApp({ name, handle }: Layer): boolean {
  return name === 'mounted_app' || (typeof handle === 'function' && 'mountpath' in handle);
}

/** Whether the layer is called for errors alone. */
export function isErrorHandler({ handle }: { readonly handle: unknown }): boolean {
  return typeof handle === 'function' && handle.length === 4;
}

/** The part of the path that the layer takes, by the very expression that Express dispatches by. */
export function matchedPart(layer: Layer, path: string): string | undefined {
  const found = layer.match(path);
  if (typeof found === 'object' && found !== null) return (found as { path?: string }).path;
  return found === true ? layer.path : undefined;
}

/** What is left for a nested Router when the mount path is taken away, as Express does it. */
export function restOf(path: string, taken: string): string | undefined {
  if (taken === '') return path;
  const rest = path.startsWith(taken) ? path.slice(taken.length) : undefined;
  return rest === '' || rest?.startsWith('/') ? rest || '/' : undefined;
}
