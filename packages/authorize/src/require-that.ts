import type { IncomingMessage } from 'node:http';
import { defineGuard, type Eventually, type Guard, type Principal } from '@portcullis/core';
import { checkName } from './requirement-names.js';

/** A question of the app's own. Only the literal `true` lets through; a function that may return nothing does not compile. */
export type Predicate<Req> = (principal: Principal, req: Req) => Eventually<boolean>;

/**
 * Lets a principal through of whom the predicate says `true`; a promise is awaited. `false` is a plain 403. What it
 * throws, a promise that rejects, and an answer that is neither `true` nor `false` go to the app's error handling
 * (a `SecurityError` is answered as it says): never through.
 *
 * @param name For route tables and decision events: what is asked, as one word.
 * @throws TypeError at creation for a name that is none, or a predicate that is no function.
 * @example
 * const inOfficeHours = requireThat('office-hours', () => isOpen(new Date()));
 */
export function requireThat<Req extends IncomingMessage = IncomingMessage>(
  name: string,
  predicate: Predicate<Req>,
): Guard {
  checkName('Cannot create requireThat', name);
  if (typeof predicate !== 'function') {
    throw new TypeError(`Cannot create requireThat: the predicate of ${name} is not a function`);
  }
  // The caller says what its requests look like, as with any Express handler.
  return defineGuard(`requireThat(${name})`, { check: (principal, req) => predicate(principal, req as Req) });
}
