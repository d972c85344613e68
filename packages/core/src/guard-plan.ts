import type { GuardNode } from './guard.js';
import { demandedSchemes, nameOf, schemesBySlot, schemesIn } from './guard-tree.js';
import type { Scheme } from './scheme.js';

/** Several schemes that read one slot, in the order of the tree. */
export type Rivals = readonly [Scheme, ...Scheme[]];

/** What is known of a guard before the first request. */
export interface GuardPlan {
  readonly name: string;
  readonly node: GuardNode;
  readonly composite: boolean;
  /** The schemes that can refuse, and so are named in a challenge. */
  readonly demanded: readonly Scheme[];
  /** For each scheme that shares its slot: all that read it. */
  readonly rivals: ReadonlyMap<Scheme, Rivals>;
  /** The schemes that set headers on the response once they vouched. */
  readonly announcing: readonly Scheme[];
}

export function planGuard(node: GuardNode, name = nameOf(node)): GuardPlan {
  return {
    name,
    node,
    composite: 'part' in node || 'parts' in node,
    demanded: demandedSchemes(node),
    rivals: findRivals(node),
    announcing: schemesIn(node).filter(({ acceptedHeaders }) => acceptedHeaders !== undefined),
  };
}

function findRivals(node: GuardNode): ReadonlyMap<Scheme, Rivals> {
  const rivals = new Map<Scheme, Rivals>();
  for (const nodes of schemesBySlot(node).values()) {
    const [first, ...others] = nodes.map(({ scheme }) => scheme);
    if (first === undefined || others.length === 0) continue;
    const readers: Rivals = [first, ...others];
    for (const reader of readers) rivals.set(reader, readers);
  }
  return rivals;
}
