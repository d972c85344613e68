import type { Store } from '@portcullis/store';

/** Counts the look-ups of presented keys that a store is asked for from now on. */
export function countReads({ apiKeys }: Store): { readonly byId: number; readonly byDigest: number } {
  const counts = { byId: 0, byDigest: 0 };
  const { findPresented, findPresentedByDigest } = apiKeys;
  apiKeys.findPresented = (id) => {
    counts.byId += 1;
    return findPresented.call(apiKeys, id);
  };
  apiKeys.findPresentedByDigest = (digest) => {
    counts.byDigest += 1;
    return findPresentedByDigest.call(apiKeys, digest);
  };
  return counts;
}
