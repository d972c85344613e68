import { isOver } from './expiry.js';

/**
 * A map whose entries are forgotten some time after their deadline. Each `set` looks at two entries in turn, so the
 * size stays in proportion to what is not yet over, without a timer and without a pause.
 */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, V>();
  readonly #forgetAt: (value: V) => number;
  #round: Iterator<[string, V]>;

  constructor(forgetAt: (value: V) => number) {
    this.#forgetAt = forgetAt;
    this.#round = this.#entries.entries();
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  set(key: string, value: V, now: number): void {
    this.#entries.set(key, value);
    this.#lookAtNext(now);
    this.#lookAtNext(now);
  }

  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  /** Forgets at most `limit` entries that are past their deadline; tells how many. */
  sweep(now: number, limit: number): number {
    let removed = 0;
    for (const [key, value] of this.#entries) {
      if (removed >= limit) break;
      if (this.#forgetIfOver(key, value, now)) removed += 1;
    }
    return removed;
  }

  #lookAtNext(now: number): void {
    const next = this.#round.next();
    if (next.done === true) this.#round = this.#entries.entries();
    else this.#forgetIfOver(next.value[0], next.value[1], now);
  }

  #forgetIfOver(key: string, value: V, now: number): boolean {
    return isOver(this.#forgetAt(value), now) && this.#entries.delete(key);
  }
}
