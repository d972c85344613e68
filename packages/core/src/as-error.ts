/**
 * Something for `next(error)`. What was thrown may be no error: `next(undefined)` would let the request through, and
 * `next('route')` would skip the rest of the route, so such values are wrapped.
 */
export function asError(thrown: unknown, who: string): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(`Cannot let request through: ${who} threw something that is not an error`, {
    cause: thrown,
  });
}
