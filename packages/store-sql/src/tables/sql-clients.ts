import type {
  ClientListOptions,
  ClientRecord,
  ClientSecret,
  ClientStore,
  NewClient,
} from '@portcullis/store';
import { secretsWith, secretsWithout, storableSecret } from '@portcullis/store/engine';
import type { SqlContext } from '../sql-context.js';
import { clientTable } from './client-table.js';
import { withEndedTokens } from './ended-tokens.js';
import { ManagedRecords } from './managed-records.js';

export class SqlClients
  extends ManagedRecords<ClientRecord, NewClient, ClientListOptions>
  implements ClientStore
{
  constructor(context: SqlContext) {
    super(context, clientTable);
  }

  async addSecret(id: string, secret: ClientSecret): Promise<ClientRecord | undefined> {
    const added = storableSecret(secret);
    return this.#changeSecrets(id, (stored) => secretsWith(stored, added, this.context.clock.now()));
  }

  endSecret(id: string, secretId: string): Promise<ClientRecord | undefined> {
    return this.#changeSecrets(id, (stored) => secretsWithout(stored, secretId, this.context.clock.now()));
  }

  endTokens(id: string): Promise<ClientRecord | undefined> {
    return this.changeOrKeep(id, (stored) => withEndedTokens(stored, this.context.clock.now()));
  }

  #changeSecrets(
    id: string,
    decide: (stored: ClientRecord) => readonly ClientSecret[] | undefined,
  ): Promise<ClientRecord | undefined> {
    return this.changeOrKeep(id, (stored) => {
      const secrets = decide(stored);
      return secrets && { ...stored, secrets };
    });
  }
}
