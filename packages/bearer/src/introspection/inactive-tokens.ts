import type { Clock } from '@portcullis/core';

const MILLISECONDS = 1000;
/** Of each of the two generations. */
const MAX_ENTRIES = 10_000;

/**
 * Digests of tokens that their issuer called inactive a moment ago. Bounded, so that strangers who invent tokens can push
 * out only what other strangers invented.
 */
export class InactiveTokens {
  readonly #lifeMs: number;
  readonly #clock: Clock;
  /** When each was called so. */
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  constructor(lifeSeconds: number, clock: Clock) {
    this.#lifeMs = lifeSeconds * MILLISECONDS;
    this.#clock = clock;
  }

  has(digest: string): boolean {
    const since = this.#young.get(digest) ?? this.#old.get(digest);
    if (since === undefined) return false;
    const age = this.#clock.now() - since;
    return age >= 0 && age < this.#lifeMs;
  }

  /** @param since when the issuer was asked, in milliseconds since the epoch. */
  add(digest: string, since: number): void {
    if (this.#young.size >= MAX_ENTRIES) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(digest, since);
  }
}
