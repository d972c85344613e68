import { secretsWith, secretsWithout } from '../client-secrets.js';
import type {
  ClientListOptions,
  ClientRecord,
  ClientSecret,
  ClientStore,
  NewClient,
} from '../client-store.js';
import { nextWholeSecond } from '../expiry.js';
import { storableClient, storableSecret } from '../storable-records.js';
import type { Memory } from './memory.js';
import { MemoryRecords, type RecordRules } from './memory-records.js';

const rules: RecordRules<ClientRecord, NewClient, ClientListOptions> = {
  kind: 'client',
  uniques: [],
  admit: (client, stamps) => ({ ...storableClient(client), ...stamps, tokensValidFrom: 0 }),
  revise: (client, { status, secrets, tokensValidFrom }) => ({
    ...storableClient({ ...client, secrets }),
    status,
    tokensValidFrom,
  }),
  matches: ({ ownerId }, options) => options?.ownerId === undefined || options.ownerId === ownerId,
  tokensValidFrom: (client) => client.tokensValidFrom,
};

export class MemoryClients
  extends MemoryRecords<ClientRecord, NewClient, ClientListOptions>
  implements ClientStore
{
  constructor(memory: Memory) {
    super(memory, rules);
  }

  addSecret(id: string, secret: ClientSecret): ClientRecord | undefined {
    const added = storableSecret(secret);
    const stored = this.find(id);
    const secrets = stored && secretsWith(stored, added, this.memory.clock.now());
    return this.#withSecrets(stored, secrets);
  }

  endSecret(id: string, secretId: string): ClientRecord | undefined {
    const stored = this.find(id);
    const secrets = stored && secretsWithout(stored, secretId, this.memory.clock.now());
    return this.#withSecrets(stored, secrets);
  }

  endTokens(id: string): ClientRecord | undefined {
    const stored = this.find(id);
    if (stored === undefined || stored.status === 'revoked') return stored;
    const tokensValidFrom = Math.max(stored.tokensValidFrom, nextWholeSecond(this.memory.clock.now()));
    return this.change(stored, { ...stored, tokensValidFrom });
  }

  #withSecrets(
    stored: ClientRecord | undefined,
    secrets: readonly ClientSecret[] | undefined,
  ): ClientRecord | undefined {
    if (stored === undefined || secrets === undefined) return stored;
    return this.change(stored, { ...stored, secrets: Object.freeze(secrets) });
  }
}
