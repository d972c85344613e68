import { createMemoryStore, type NewClient, type Store } from '@portcullis/store';
import { SettableClock } from '@portcullis/store/contract';
import { type ApiKeys, type ApiKeysOptions, createApiKeys, type NewKeyDetails } from '../../src/index.js';

export const issuer = 'https://login.example';
export const pepper = 'a pepper of the tests, 32 bytes long';
export const otherPepper = 'another pepper, also long enough for it';

export interface Registry {
  readonly clock: SettableClock;
  readonly store: Store;
  readonly keys: ApiKeys;
}

/** A registry on a memory store, with a clock that stands still. */
export function createRegistry(options: Partial<ApiKeysOptions> = {}): Registry {
  const clock = new SettableClock();
  const store = createMemoryStore({ clock });
  const keys = createApiKeys({ store, prefix: 'bank', peppers: [pepper], clock, ...options });
  return { clock, store, keys };
}

/** The client `app`, for the client store. */
export const client: NewClient = {
  ...{ id: 'app', name: 'App', public: false, authenticationMethods: [], secrets: [], grants: [] },
  ...{ scopes: [], roles: [], permissions: [], redirectUris: [], metadata: {} },
};

/** A key of the client `app`. */
export function issueKey(keys: ApiKeys, details: Partial<NewKeyDetails> = {}) {
  return keys.issue({ name: 'Back office', clientId: 'app', ...details });
}

/** A key of the right form that no registry of the tests knows. */
export async function unknownKey(): Promise<string> {
  const { apiKey } = await issueKey(createRegistry().keys);
  return apiKey;
}

/** The same key with another secret and the checksum that goes with it: of another registry that made one of that id. */
export async function wrongSecret(keyId: string): Promise<string> {
  const { apiKey } = await issueKey(createRegistry().keys, { id: keyId });
  return apiKey;
}
