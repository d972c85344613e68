import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Requirement, Scheme } from './scheme.js';

/** What a guard is made of, for those who read it: the evaluator, a route audit, an OpenAPI document. */
export type GuardNode =
  | { readonly type: 'scheme'; readonly name: string; readonly scheme: Scheme }
  | { readonly type: 'requirement'; readonly name: string; readonly requirement: Requirement }
  | { readonly type: 'allOf'; readonly parts: readonly GuardNode[] }
  | { readonly type: 'anyOf'; readonly parts: readonly GuardNode[] }
  | { readonly type: 'optional'; readonly part: GuardNode }
  | { readonly type: 'reportOnly'; readonly part: GuardNode }
  | { readonly type: 'public'; readonly reason: string };

/** The property that carries the tree. A string, because a unique symbol would make two copies of core incompatible. */
export const GUARD_TREE = 'portcullis.guard';

/** How `next` is called: without an argument to go on, with an error to stop. */
export type Next = (error?: unknown) => void;

/** A middleware made by `defineGuard` or one of the compositions. Typed on `node:http`, so it fits any router. */
export interface Guard {
  (req: IncomingMessage, res: ServerResponse, next: Next): void;
  readonly [GUARD_TREE]: GuardNode;
}

/** Was it made by `defineGuard` or a composition, here or in another copy of this package? */
export function isGuard(value: unknown): value is Guard {
  return typeof value === 'function' && Object.hasOwn(value, GUARD_TREE);
}

/**
 * The tree of a guard, to be read and not to be changed.
 *
 * @throws TypeError when it is not a guard.
 */
export function guardTree(guard: Guard): GuardNode {
  if (!isGuard(guard))
    throw new TypeError('Cannot read guard: it was not made by defineGuard or a composition');
  return guard[GUARD_TREE];
}
