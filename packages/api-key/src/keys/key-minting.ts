import type { NewApiKey } from '@portcullis/store';
import { generateKey, type KeyClaims } from '../format/key-format.js';
import type { Pepper } from '../format/peppers.js';

/** What is kept of a key's text. */
export type KeptOfText = Pick<NewApiKey, 'digest' | 'pepperVersion'>;

/** Makes the text of new keys, and what is kept of a text. */
export interface KeyMint {
  readonly prefix: string;
  mint(claims: Omit<KeyClaims, 'prefix'>): { readonly apiKey: string; readonly kept: KeptOfText };
  keep(apiKey: string): KeptOfText;
}

export function createKeyMint(prefix: string, pepper: Pepper): KeyMint {
  const keep = (apiKey: string): KeptOfText => ({
    digest: pepper.digest(apiKey),
    pepperVersion: pepper.version,
  });
  return {
    prefix,
    keep,
    mint(claims) {
      const apiKey = generateKey({ prefix, ...claims });
      return { apiKey, kept: keep(apiKey) };
    },
  };
}
