import { sha256 } from '@portcullis/core';

/**
 * What an engine keeps a mark or counter under: any string is a key, of any length, a lone surrogate included, and what
 * it says of people does not lie open.
 */
export function keyDigest(key: string): string {
  return sha256(JSON.stringify(key));
}
