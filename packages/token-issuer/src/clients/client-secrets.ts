import { type Clock, randomId, randomSecret, sha256 } from '@portcullis/core';
import type { ClientSecret, ClientStore } from '@portcullis/store';
import { toClient } from './client.js';
import { publishClientChange } from './client-changes.js';
import { clientRevoked, lastSecret, tooManySecrets, unknownClient, unknownSecret } from './client-errors.js';
import type { Clients } from './clients.js';

/** A secret of 256 random bits, and what is kept of it. */
export function newClientSecret(now: number): {
  readonly clientSecret: string;
  readonly secret: ClientSecret;
} {
  const clientSecret = randomSecret();
  return { clientSecret, secret: { id: randomId(), digest: sha256(clientSecret), createdAt: now } };
}

/** Changing a client's secrets: the store lets at most two live, and at least one. */
export function clientSecrets(records: ClientStore, clock: Clock): Pick<Clients, 'addSecret' | 'endSecret'> {
  return {
    async addSecret(id, by) {
      const { clientSecret, secret } = newClientSecret(clock.now());
      const record = await records.addSecret(id, secret);
      if (record === undefined) throw unknownClient();
      if (record.status === 'revoked') throw clientRevoked();
      if (!has(record, secret.id)) throw tooManySecrets();
      publishClientChange({ change: 'secret_added', clientId: id, secretId: secret.id, ...(by && { by }) });
      return { client: toClient(record), secretId: secret.id, clientSecret };
    },

    async endSecret(id, secretId, by) {
      const before = await records.find(id);
      if (before === undefined) throw unknownClient();
      if (!has(before, secretId)) throw unknownSecret();
      const record = await records.endSecret(id, secretId);
      if (record === undefined) throw unknownClient();
      if (record.status === 'revoked') throw clientRevoked();
      if (has(record, secretId)) throw lastSecret();
      publishClientChange({ change: 'secret_ended', clientId: id, secretId, ...(by && { by }) });
      return toClient(record);
    },
  };
}

function has({ secrets }: { readonly secrets: readonly ClientSecret[] }, secretId: string): boolean {
  return secrets.some(({ id }) => id === secretId);
}
