import type { GuardNode } from './guard.js';
import type { Scheme } from './scheme.js';

export type SchemeNode = Extract<GuardNode, { type: 'scheme' }>;
export type RequirementNode = Extract<GuardNode, { type: 'requirement' }>;
export type ReportOnlyNode = Extract<GuardNode, { type: 'reportOnly' }>;

const TYPES: ReadonlySet<string> = new Set<GuardNode['type']>([
  'scheme',
  'requirement',
  'allOf',
  'anyOf',
  'optional',
  'reportOnly',
  'public',
]);

/** The leaves with schemes, in the order of the tree, each scheme once. */
export function schemeNodes(node: GuardNode): readonly SchemeNode[] {
  const nodes = new Map<Scheme, SchemeNode>();
  for (const leaf of leaves(node)) {
    if (leaf.type === 'scheme' && !nodes.has(leaf.scheme)) nodes.set(leaf.scheme, leaf);
  }
  return [...nodes.values()];
}

/** The schemes of the tree, each once. */
export function schemesIn(node: GuardNode): readonly Scheme[] {
  return schemeNodes(node).map(({ scheme }) => scheme);
}

/** The same, by the place that they read. */
export function schemesBySlot(node: GuardNode): ReadonlyMap<string, readonly SchemeNode[]> {
  const slots = new Map<string, SchemeNode[]>();
  for (const leaf of schemeNodes(node)) {
    const readers = slots.get(leaf.scheme.slot);
    if (readers === undefined) slots.set(leaf.scheme.slot, [leaf]);
    else readers.push(leaf);
  }
  return slots;
}

/** Does the tree hold only words that this release knows? A copy of another release may have made it. */
export function isKnownNode(node: GuardNode): boolean {
  return TYPES.has(node.type) && childrenOf(node).every(isKnownNode);
}

/** The schemes that can refuse: all but those that are only reported on. */
export function demandedSchemes(node: GuardNode): readonly Scheme[] {
  if (node.type === 'reportOnly') return [];
  return [
    ...new Set(
      childrenOf(node)
        .flatMap(demandedSchemes)
        .concat(node.type === 'scheme' ? [node.scheme] : []),
    ),
  ];
}

/** Can a request pass that brought no credential at all? */
export function admitsNobody(node: GuardNode): boolean {
  switch (node.type) {
    case 'scheme':
    case 'requirement':
      return false;
    case 'allOf':
      return node.parts.every(admitsNobody);
    case 'anyOf':
      return node.parts.some(admitsNobody);
    default:
      return true;
  }
}

/** How the tree is written: `allOf(bearer, requireScopes(accounts:read))`. */
export function nameOf(node: GuardNode): string {
  if (node.type === 'scheme' || node.type === 'requirement') return node.name;
  if (node.type === 'public') return 'publicRoute';
  return `${node.type}(${childrenOf(node).map(nameOf).join(', ')})`;
}

function leaves(node: GuardNode): readonly GuardNode[] {
  const children = childrenOf(node);
  return children.length === 0 ? [node] : children.flatMap(leaves);
}

function childrenOf(node: GuardNode): readonly GuardNode[] {
  if ('parts' in node) return node.parts;
  return 'part' in node ? [node.part] : [];
}
