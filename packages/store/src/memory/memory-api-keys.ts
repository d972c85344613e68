import type {
  ApiKeyListOptions,
  ApiKeyRecord,
  ApiKeyStore,
  ApiKeyUse,
  NewApiKey,
  PresentedApiKey,
} from '../api-key-store.js';
import { apiKeyLiveness } from '../liveness.js';
import { requireTime } from '../storable.js';
import { storableApiKey } from '../storable-records.js';
import type { Memory } from './memory.js';
import type { MemoryClients } from './memory-clients.js';
import { MemoryRecords, type RecordRules } from './memory-records.js';

const rules: RecordRules<ApiKeyRecord, NewApiKey, ApiKeyListOptions> = {
  kind: 'apiKey',
  uniques: ['digest'],
  admit: (key, stamps) => ({ ...storableApiKey(key), ...stamps }),
  revise: (key, stored) => withStoredParts(storableApiKey(key), stored),
  matches: ({ clientId }, options) => options?.clientId === undefined || options.clientId === clientId,
  tokensValidFrom: () => 0,
};

export class MemoryApiKeys
  extends MemoryRecords<ApiKeyRecord, NewApiKey, ApiKeyListOptions>
  implements ApiKeyStore
{
  readonly #clients: MemoryClients;

  constructor(memory: Memory, clients: MemoryClients) {
    super(memory, rules);
    this.#clients = clients;
  }

  findPresented(id: string): PresentedApiKey | undefined {
    return this.#present(this.find(id));
  }

  findPresentedByDigest(digest: string): PresentedApiKey | undefined {
    return this.#present(this.findBy('digest', digest));
  }

  rotate(id: string, successor: NewApiKey, endsAt: number): ApiKeyRecord | undefined {
    requireTime('API key', 'endsAt', endsAt);
    const row = this.admit(successor);
    const stored = this.find(id);
    if (stored === undefined || !this.#isRotatable(stored) || this.isTaken(row)) return stored;
    this.add(row);
    const expiresAt = Math.min(stored.expiresAt ?? endsAt, endsAt);
    return this.change(stored, { ...stored, expiresAt, replacedBy: row.id });
  }

  touch(uses: readonly ApiKeyUse[]): void {
    for (const { usedAt } of uses) requireTime('API key', 'usedAt', usedAt);
    for (const { id, usedAt } of uses) {
      const stored = this.find(id);
      if (stored === undefined || usedAt <= (stored.lastUsedAt ?? -1)) continue;
      this.replace(stored, Object.freeze({ ...stored, lastUsedAt: usedAt }));
    }
  }

  #present(key: ApiKeyRecord | undefined): PresentedApiKey | undefined {
    if (key === undefined) return undefined;
    const client = this.#clients.find(key.clientId);
    return { key, liveness: apiKeyLiveness(key, client?.status, this.memory.clock.now()) };
  }

  #isRotatable(key: ApiKeyRecord): boolean {
    const live = apiKeyLiveness(key, undefined, this.memory.clock.now()) === 'live';
    return live && key.replacedBy === undefined;
  }
}

function withStoredParts(key: ApiKeyRecord, stored: ApiKeyRecord): ApiKeyRecord {
  const { lastUsedAt: _lastUsedAt, replacedBy: _replacedBy, ...own } = key;
  return {
    ...own,
    status: stored.status,
    ...(stored.lastUsedAt !== undefined && { lastUsedAt: stored.lastUsedAt }),
    ...(stored.replacedBy !== undefined && { replacedBy: stored.replacedBy }),
  };
}
