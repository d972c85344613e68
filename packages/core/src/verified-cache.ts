/** How much is remembered. */
export interface CacheLimits {
  /** Most credentials that are remembered at a time. */
  readonly maxEntries: number;
  /** Most memory that they take together, as far as it can be estimated. */
  readonly maxBytes: number;
}

/**
 * Digest of a verified credential in, what was computed from it out. Two generations of `Map`: a hit costs one look-up and
 * re-links nothing; when the young one is full it becomes the old one, and what nobody asked for since is gone.
 *
 * Only what was verified may enter. Where many are sent once and never again, as tokens are, `isSecondSight` keeps them from
 * growing old in here.
 * Says nothing about whether an entry still holds; whoever finds one asks.
 */
export class VerifiedCache<Entry extends { readonly bytes: number }> {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  /**
   * One fingerprint a slot, the newest wins: fewer than the cache holds, for one that comes back after more others
   * than that would be gone before its next hit. A chance match only lets a token in on its first sight.
   */
  readonly #seen: Uint32Array;
  #young = new Map<string, Entry>();
  #old = new Map<string, Entry>();
  #youngBytes = 0;

  constructor({ maxEntries, maxBytes }: CacheLimits) {
    this.#maxEntries = Math.max(1, Math.floor(maxEntries / 2));
    this.#maxBytes = maxBytes / 2;
    this.#seen = new Uint32Array(2 ** Math.floor(Math.log2(Math.max(64, maxEntries / 2))));
  }

  find(digest: string): Entry | undefined {
    return this.#young.get(digest) ?? this.#findOld(digest);
  }

  /** Whether this verified credential was seen before, and may be added. Remembers the sight. */
  isSecondSight(digest: string): boolean {
    const slot = fingerprint(digest, 0) & (this.#seen.length - 1);
    const mark = fingerprint(digest, 6);
    if (this.#seen[slot] === mark) return true;
    this.#seen[slot] = mark;
    return false;
  }

  add(digest: string, entry: Entry): void {
    this.#remove(digest);
    if (entry.bytes > this.#maxBytes) return;
    if (this.#young.size >= this.#maxEntries || this.#youngBytes + entry.bytes > this.#maxBytes) this.#age();
    this.#young.set(digest, entry);
    this.#youngBytes += entry.bytes;
  }

  clear(): void {
    this.#age();
    this.#old = new Map();
    this.#seen.fill(0);
  }

  #findOld(digest: string): Entry | undefined {
    const entry = this.#old.get(digest);
    if (entry === undefined) return undefined;
    this.add(digest, entry);
    return entry;
  }

  #remove(digest: string): void {
    const entry = this.#young.get(digest);
    if (entry !== undefined) this.#youngBytes -= entry.bytes;
    this.#young.delete(digest);
    this.#old.delete(digest);
  }

  #age(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngBytes = 0;
  }
}

/** 32 bits out of six characters of a digest: enough to tell credentials apart, and cheap. */
function fingerprint(digest: string, start: number): number {
  let bits = 0;
  for (let index = start; index < start + 6; index++) bits = (bits << 6) ^ digest.charCodeAt(index);
  return bits >>> 0;
}
