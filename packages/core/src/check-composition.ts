import { GUARD_TREE, type Guard, type GuardNode, isGuard } from './guard.js';
import {
  admitsNobody,
  isKnownNode,
  nameOf,
  type SchemeNode,
  schemeNodes,
  schemesBySlot,
} from './guard-tree.js';

/**
 * The tree of one part of a composition.
 *
 * @throws TypeError for what is no guard, one whose tree has words that are not known here, or a public route.
 */
export function readPart(action: string, guard: Guard): GuardNode {
  const node = isGuard(guard) ? guard[GUARD_TREE] : undefined;
  if (node === undefined || !isKnownNode(node)) {
    throw new TypeError(
      `Cannot create ${action}: a part was not made by defineGuard or a composition of this release`,
    );
  }
  if (node.type === 'public') throw new TypeError(`Cannot create ${action}: a public route stands alone`);
  return node;
}

export function readParts(action: string, guards: readonly Guard[]): readonly GuardNode[] {
  if (guards.length === 0) throw new TypeError(`Cannot create ${action}: it has no part`);
  return guards.map((guard) => readPart(action, guard));
}

/** One request has one credential in one place: two parts that want different ones there are never both satisfied. */
export function checkAllOf(parts: readonly GuardNode[]): void {
  const readers = new Map<string, readonly SchemeNode[]>();
  for (const part of parts) {
    for (const [slot, nodes] of schemesBySlot(part)) {
      const others = readers.get(slot) ?? nodes;
      if (!others.some(({ scheme }) => nodes.some((node) => node.scheme === scheme))) {
        throw new TypeError(
          `Cannot create allOf: ${others[0]?.name} and ${nodes[0]?.name} both read ${slot}`,
        );
      }
      readers.set(slot, nodes);
    }
  }
}

/** An alternative that lets everybody through makes the others idle, and one that never runs is a mistake. */
export function checkAnyOf(parts: readonly GuardNode[]): void {
  const open = parts.find(admitsNobody);
  if (open !== undefined) {
    throw new TypeError(
      `Cannot create anyOf: ${nameOf(open)} lets everybody through; put optional around the whole`,
    );
  }
  for (const [slot, [, ...later]] of schemesBySlot({ type: 'anyOf', parts })) {
    const silent = later.find(({ scheme }) => typeof scheme.recognises !== 'function');
    if (silent !== undefined) {
      throw new TypeError(
        `Cannot create anyOf: ${silent.name} would never run, as it reads ${slot} after another scheme and has no recognises`,
      );
    }
  }
}

export function checkHasScheme(action: string, part: GuardNode): void {
  if (schemeNodes(part).length > 0) return;
  throw new TypeError(
    `Cannot create ${action}: ${nameOf(part)} has no scheme in it, so nothing can be absent`,
  );
}
