import type { CodeConsumption, CodeRecord, CodeStore, NewCode } from '../code-store.js';
import { ExpiringMap } from '../expiring-map.js';
import { REPLAY_MARGIN_MS } from '../expiry.js';
import type { FirstRefreshToken, NewTokenFamily } from '../family-store.js';
import { refuseConsumption } from '../refuse-consumption.js';
import { storableCode, storableRefreshToken } from '../storable-records.js';
import type { Memory } from './memory.js';
import type { MemoryFamilies } from './memory-families.js';

export class MemoryCodes implements CodeStore {
  readonly #memory: Memory;
  readonly #families: MemoryFamilies;
  readonly #codes = new ExpiringMap<CodeRecord>(({ expiresAt }) => expiresAt + REPLAY_MARGIN_MS);

  constructor(memory: Memory, families: MemoryFamilies) {
    this.#memory = memory;
    this.#families = families;
  }

  issue(code: NewCode, family: NewTokenFamily): boolean {
    const row = { ...storableCode(code, family), failures: 0 };
    if (this.#codes.has(row.hash) || !this.#families.open(family)) return false;
    this.#write(row);
    return true;
  }

  find(hash: string): CodeRecord | undefined {
    return this.#codes.get(hash);
  }

  countFailure(hash: string): number {
    const code = this.#codes.get(hash);
    if (code === undefined) return 0;
    return this.#write({ ...code, failures: code.failures + 1 }).failures;
  }

  consume(hash: string, refreshToken?: FirstRefreshToken): CodeConsumption {
    const first = refreshToken && storableRefreshToken(refreshToken);
    const now = this.#memory.clock.now();
    const code = this.#codes.get(hash);
    const refused = refuseConsumption(code, now);
    if (refused !== undefined || code === undefined) return refused ?? { consumed: false, reason: 'unknown' };
    if (first !== undefined) this.#families.start(code.familyId, first);
    return { consumed: true, code: this.#write({ ...code, consumedAt: now }) };
  }

  sweep(now: number, limit: number): number {
    return this.#codes.sweep(now, limit);
  }

  #write(code: CodeRecord): CodeRecord {
    this.#codes.set(code.hash, Object.freeze(code), this.#memory.clock.now());
    return code;
  }
}
