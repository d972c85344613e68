import type { Store } from '@portcullis/store';

const everyMs = 60_000;

/** Removes what is over from the store, in small steps, until it is stopped. A sweep that fails is tried again with the next. */
export function sweepRegularly(store: Store): () => void {
  const timer = setInterval(async () => {
    try {
      await store.sweep();
    } catch (error) {
      console.error('Cannot sweep the store:', error);
    }
  }, everyMs).unref();
  return () => clearInterval(timer);
}
