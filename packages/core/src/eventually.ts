import type { Eventually } from './scheme.js';

/** Is it something to wait for? */
export function isPromiseLike<T>(value: Eventually<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
