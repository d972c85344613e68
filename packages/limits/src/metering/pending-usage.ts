import { MAX_USAGE_COUNTS, type UsageCount } from '@portcullis/store';
import { isStorableId } from '@portcullis/store/engine';

/** Calls that are counted and not yet written, merged: as many entries as keys, days and operations. */
export class PendingUsage {
  /** By key, then by day and operation. */
  #counts = new Map<string, Map<string, number>>();

  /** @throws TypeError for an id or operation that no store keeps: it would hold up all others. */
  add(keyId: string, day: string, operation: string): void {
    const place = day + operation;
    const counts = this.#counts.get(keyId) ?? new Map<string, number>();
    const calls = counts.get(place) ?? 0;
    if (calls === 0) requireStorable(keyId, operation);
    counts.set(place, calls + 1);
    if (counts.size === 1) this.#counts.set(keyId, counts);
  }

  /** Everything that is pending, in lists that a store takes; nothing is pending then. */
  takeAll(): (readonly UsageCount[])[] {
    const all = [...this.#counts].flatMap(([keyId, counts]) =>
      [...counts].map(([place, calls]) => ({ keyId, ...splitPlace(place), calls })),
    );
    this.#counts = new Map();
    const lists: UsageCount[][] = [];
    for (let start = 0; start < all.length; start += MAX_USAGE_COUNTS) {
      lists.push(all.slice(start, start + MAX_USAGE_COUNTS));
    }
    return lists;
  }
}

function requireStorable(keyId: string, operation: string): void {
  if (isStorableId(keyId) && isStorableId(operation)) return;
  throw new TypeError('Cannot count the call: no store keeps the id of its key or the name of its operation');
}

const dayLength = 'YYYY-MM-DD'.length;

function splitPlace(place: string): Pick<UsageCount, 'day' | 'operation'> {
  return { day: place.slice(0, dayLength), operation: place.slice(dayLength) };
}
