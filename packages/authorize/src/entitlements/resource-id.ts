import type { IncomingMessage } from 'node:http';

/** The name of a parameter of the route, or how to read the id from the request (from its body, say). */
export type ResourceId<Req> = string | ((req: Req) => string);

/**
 * Makes the function that reads the id of the resource from a request.
 *
 * @throws TypeError for what is neither a name nor a function. The function made throws one where there is no id: the
 * guard is mounted where the parameter does not exist, and nobody gets through.
 */
export function createIdReader<Req extends IncomingMessage>(
  action: string,
  id: ResourceId<Req>,
): (req: IncomingMessage) => string {
  if (typeof id === 'function') {
    // The caller says what its requests look like; the route it mounts this on has to keep the promise.
    return (req) => requireId(id(req as Req), 'the function gives no id for this request');
  }
  if (typeof id !== 'string' || id === '') {
    throw new TypeError(`${action}: the id is neither the name of a parameter nor a function`);
  }
  const missing = `the request has no parameter ${JSON.stringify(id)}; mount the guard on the route that names it`;
  return (req: IncomingMessage & { params?: Readonly<Record<string, unknown>> }) =>
    requireId(req.params?.[id], missing);
}

function requireId(id: unknown, missing: string): string {
  if (typeof id === 'string' && id !== '') return id;
  throw new TypeError(`Cannot check entitlement: ${missing}`);
}
