import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { onTestFinished } from 'vitest';
import type { ApiKeyChange } from '../../src/index.js';

/** The changes that are published from now on until the test ends. */
export function heardChanges(): readonly ApiKeyChange[] {
  const heard: ApiKeyChange[] = [];
  const listener = (change: unknown) => void heard.push(change as ApiKeyChange);
  subscribe('portcullis:api-key-change', listener);
  onTestFinished(() => void unsubscribe('portcullis:api-key-change', listener));
  return heard;
}
