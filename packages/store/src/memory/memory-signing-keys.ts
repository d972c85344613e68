import { isOver, REPLAY_MARGIN_MS } from '../expiry.js';
import type { NewSigningKey, SigningKeyRecord, SigningKeyStore } from '../signing-key-store.js';
import { requireTime } from '../storable.js';
import { storableSigningKey } from '../storable-records.js';
import type { Memory } from './memory.js';

export class MemorySigningKeys implements SigningKeyStore {
  readonly #memory: Memory;
  readonly #keys = new Map<string, SigningKeyRecord>();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  insert(key: NewSigningKey): SigningKeyRecord | undefined {
    const createdAt = this.#memory.clock.now();
    const row = Object.freeze({ ...storableSigningKey(key), state: 'pending', createdAt } as const);
    if (this.#keys.has(row.kid)) return undefined;
    this.#keys.set(row.kid, row);
    return row;
  }

  list(): readonly SigningKeyRecord[] {
    const now = this.#memory.clock.now();
    return [...this.#keys.values()].filter(({ expiresAt }) => !isOver(expiresAt, now));
  }

  activate(kid: string, replaces: string | undefined, retiredUntil: number): boolean {
    requireTime('signing key', 'retiredUntil', retiredUntil);
    const next = this.#keys.get(kid);
    if (next?.state !== 'pending') return false;
    const active = this.#activeOf(next.algorithm);
    if (active?.kid !== replaces) return false;
    const now = this.#memory.clock.now();
    if (active !== undefined) {
      this.#write({ ...active, state: 'retired', retiredAt: now, expiresAt: retiredUntil });
    }
    this.#write({ ...next, state: 'active', activatedAt: now });
    return true;
  }

  remove(kid: string): boolean {
    if (!this.#keys.delete(kid)) return false;
    this.#memory.revocations.publish({ kind: 'signingKey', id: kid, status: 'revoked', tokensValidFrom: 0 });
    return true;
  }

  sweep(now: number, limit: number): number {
    let removed = 0;
    for (const { kid, expiresAt } of this.#keys.values()) {
      if (removed < limit && isOver(expiresAt, now - REPLAY_MARGIN_MS) && this.#keys.delete(kid))
        removed += 1;
    }
    return removed;
  }

  #activeOf(algorithm: string): SigningKeyRecord | undefined {
    return [...this.#keys.values()].find((key) => key.state === 'active' && key.algorithm === algorithm);
  }

  #write(key: SigningKeyRecord): void {
    this.#keys.set(key.kid, Object.freeze(key));
  }
}
