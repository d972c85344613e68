/** Lets nobody add a layer any more: one that is added behind the check would have no guard. */
export function sealStack(stack: unknown[]): void {
  if (Object.isFrozen(stack)) return;
  Object.defineProperty(stack, 'push', { value: refuseLayer });
  Object.freeze(stack);
}

function refuseLayer(): never {
  throw new Error(
    'Cannot add a route or a middleware: the router was checked against its OpenAPI document already',
  );
}
