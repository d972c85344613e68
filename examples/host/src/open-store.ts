import { createMemoryStore, type Store } from '@portcullis/store';

/** Opens the store. */
export async function openStore(): Promise<Store> {
  const store = createMemoryStore();
  await store.ready();
  return store;
}
