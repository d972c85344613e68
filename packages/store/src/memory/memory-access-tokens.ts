import type { AccessTokenRecord, AccessTokenStore, FoundAccessToken } from '../access-token-store.js';
import { ExpiringMap } from '../expiring-map.js';
import { isOver, REPLAY_MARGIN_MS } from '../expiry.js';
import { accessTokenLiveness } from '../liveness.js';
import { requireId, requireTime } from '../storable.js';
import { storableAccessToken } from '../storable-records.js';
import type { Memory } from './memory.js';
import type { MemoryClients } from './memory-clients.js';
import type { MemoryFamilies } from './memory-families.js';
import type { MemoryUsers } from './memory-users.js';

export class MemoryAccessTokens implements AccessTokenStore {
  readonly #memory: Memory;
  readonly #clients: MemoryClients;
  readonly #users: MemoryUsers;
  readonly #families: MemoryFamilies;
  readonly #tokens = new ExpiringMap<AccessTokenRecord>(({ expiresAt }) => expiresAt + REPLAY_MARGIN_MS);
  /** By token id, until when they are to be remembered. */
  readonly #revokedIds = new ExpiringMap<number>((until) => until);

  constructor(memory: Memory, clients: MemoryClients, users: MemoryUsers, families: MemoryFamilies) {
    this.#memory = memory;
    this.#clients = clients;
    this.#users = users;
    this.#families = families;
  }

  insert(token: AccessTokenRecord): boolean {
    const row = storableAccessToken(token, this.#memory.revocations.rememberedMs);
    if (this.#tokens.has(row.digest)) return false;
    this.#tokens.set(row.digest, row, this.#memory.clock.now());
    return true;
  }

  find(digest: string): FoundAccessToken | undefined {
    const token = this.#tokens.get(digest);
    if (token === undefined) return undefined;
    const family = token.familyId === undefined ? undefined : this.#families.read(token.familyId);
    const client = this.#clients.find(token.clientId);
    const user = token.userId === undefined ? undefined : this.#users.find(token.userId);
    const facts = { token, family, client, user, idRevoked: this.#revokedIds.has(token.id) };
    const liveness = accessTokenLiveness(facts, this.#memory.clock.now());
    return { token, liveness, ...(client && { client }), ...(user && { user }) };
  }

  revoke(tokenId: string, expiresAt: number): boolean {
    requireId('revocation', 'tokenId', tokenId);
    requireTime('revocation', 'expiresAt', expiresAt);
    const now = this.#memory.clock.now();
    if (isOver(expiresAt, now) || this.#revokedIds.has(tokenId)) return false;
    const until = expiresAt + REPLAY_MARGIN_MS;
    this.#revokedIds.set(tokenId, until, now);
    this.#memory.revocations.publish({
      kind: 'token',
      id: tokenId,
      status: 'revoked',
      tokensValidFrom: 0,
      until,
    });
    return true;
  }

  sweep(now: number, limit: number): number {
    const removed = this.#tokens.sweep(now, limit);
    return removed + this.#revokedIds.sweep(now, limit - removed);
  }
}
