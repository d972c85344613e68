import type { SignatureAlgorithm } from './signature-algorithm.js';
import type { VerificationKey } from './verification-key.js';

/** The keys of a set, looked up by `kid` and algorithm together. */
export interface KeyIndex {
  readonly isEmpty: boolean;
  find(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | undefined;
}

/** By `kid`; `undefined` where two different keys claim the same one: then neither is trusted. */
type Shelf = Map<string | undefined, VerificationKey | undefined>;

/** Arranges keys for look-up. A key that is listed twice counts once. */
export function createKeyIndex(keys: readonly VerificationKey[]): KeyIndex {
  const shelves = new Map<SignatureAlgorithm, Shelf>();
  for (const key of keys) {
    const shelf: Shelf = shelves.get(key.algorithm) ?? new Map();
    shelf.set(key.kid, isTaken(shelf, key) ? undefined : key);
    shelves.set(key.algorithm, shelf);
  }
  return {
    isEmpty: keys.length === 0,
    find(kid, algorithm) {
      const shelf = shelves.get(algorithm);
      return kid === undefined ? onlyKeyOf(shelf) : shelf?.get(kid);
    },
  };
}

function isTaken(shelf: Shelf, { kid, key }: VerificationKey): boolean {
  return shelf.has(kid) && shelf.get(kid)?.key.equals(key) !== true;
}

function onlyKeyOf(shelf: Shelf | undefined): VerificationKey | undefined {
  return shelf?.size === 1 ? shelf.values().next().value : undefined;
}
