import { type Eventually, isPromiseLike } from '@portcullis/core';

/** Goes on with a value: in the same tick where it is at hand. */
export function chain<T, U>(value: Eventually<T>, next: (value: T) => Eventually<U>): Eventually<U> {
  return isPromiseLike(value) ? value.then(next) : next(value);
}
