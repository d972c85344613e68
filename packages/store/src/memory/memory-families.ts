import { ExpiringMap } from '../expiring-map.js';
import { isOver } from '../expiry.js';
import type {
  FamilyStore,
  FirstRefreshToken,
  FoundFamily,
  NewTokenFamily,
  NextRefreshToken,
  RotationResult,
  TokenFamily,
} from '../family-store.js';
import { familyEnd, familyLiveness } from '../liveness.js';
import { requireTime } from '../storable.js';
import { storableFamily, storableRefreshToken } from '../storable-records.js';
import type { Memory } from './memory.js';
import type { MemoryClients } from './memory-clients.js';
import type { MemoryUsers } from './memory-users.js';

export class MemoryFamilies implements FamilyStore {
  readonly #memory: Memory;
  readonly #clients: MemoryClients;
  readonly #users: MemoryUsers;
  readonly #families: ExpiringMap<TokenFamily>;

  constructor(memory: Memory, clients: MemoryClients, users: MemoryUsers) {
    this.#memory = memory;
    this.#clients = clients;
    this.#users = users;
    this.#families = new ExpiringMap((family) => memory.revocations.rememberUntil(familyEnd(family)));
  }

  open(family: NewTokenFamily, refreshToken?: FirstRefreshToken): boolean {
    const row = { ...storableFamily(family), generation: 0 };
    const first = refreshToken && storableRefreshToken(refreshToken);
    if (this.#families.has(row.id)) return false;
    this.#write(first === undefined ? row : started(row, first));
    return true;
  }

  find(id: string): FoundFamily | undefined {
    const family = this.read(id);
    if (family === undefined) return undefined;
    const client = this.#clients.find(family.clientId);
    const user = family.userId === undefined ? undefined : this.#users.find(family.userId);
    const liveness = familyLiveness(family, { client, user }, this.#memory.clock.now());
    return { family, liveness, ...(client && { client }), ...(user && { user }) };
  }

  rotate(id: string, currentHash: string, next: NextRefreshToken): RotationResult {
    const { hash, idleExpiresAt, sealedReply } = storableRefreshToken(next);
    const family = this.read(id);
    if (family === undefined) return { rotated: false };
    if (!this.#isCurrent(family, currentHash)) return { rotated: false, family };
    const rotated = this.#write({
      ...family,
      generation: family.generation + 1,
      currentHash: hash,
      previousHash: currentHash,
      rotatedAt: this.#memory.clock.now(),
      sealedReply,
      idleExpiresAt: Math.min(idleExpiresAt, family.expiresAt),
    });
    return { rotated: true, family: rotated };
  }

  prolong(id: string, currentHash: string, idleExpiresAt: number): boolean {
    requireTime('token family', 'idleExpiresAt', idleExpiresAt);
    const family = this.read(id);
    if (family === undefined || !this.#isCurrent(family, currentHash)) return false;
    const later = Math.max(family.idleExpiresAt, Math.min(idleExpiresAt, family.expiresAt));
    this.#write({ ...family, idleExpiresAt: later });
    return true;
  }

  revoke(id: string): boolean {
    const family = this.read(id);
    if (family === undefined || family.revokedAt !== undefined) return false;
    this.#write({ ...family, revokedAt: this.#memory.clock.now() });
    this.#memory.revocations.publish({ kind: 'family', id, status: 'revoked', tokensValidFrom: 0 });
    return true;
  }

  read(id: string): TokenFamily | undefined {
    return this.#families.get(id);
  }

  /** Gives the family its first refresh token. */
  start(id: string, refreshToken: FirstRefreshToken): void {
    const family = this.read(id);
    if (family !== undefined) this.#write(started(family, refreshToken));
  }

  sweep(now: number, limit: number): number {
    return this.#families.sweep(now, limit);
  }

  #isCurrent(family: TokenFamily, hash: string): boolean {
    const live = family.revokedAt === undefined && !isOver(familyEnd(family), this.#memory.clock.now());
    return live && family.currentHash === hash;
  }

  #write(family: TokenFamily): TokenFamily {
    this.#families.set(family.id, Object.freeze(family), this.#memory.clock.now());
    return family;
  }
}

function started(family: TokenFamily, { hash, idleExpiresAt }: FirstRefreshToken): TokenFamily {
  return {
    ...family,
    generation: 1,
    currentHash: hash,
    idleExpiresAt: Math.min(idleExpiresAt, family.expiresAt),
  };
}
