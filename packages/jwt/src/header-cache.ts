import type { JoseHeader } from './jose-header.js';

const MAX_ENTRIES = 256;
const MAX_LENGTH = 1024;

/**
 * Remembers what header segments say, since an issuer writes the same few again and again. Only headers of tokens whose
 * signature was good are put in, so strangers can neither fill nor empty it.
 */
export interface HeaderCache {
  get(segment: string): JoseHeader | undefined;
  remember(segment: string, header: JoseHeader): void;
}

export function createHeaderCache(): HeaderCache {
  const headers = new Map<string, JoseHeader>();
  return {
    get: (segment) => headers.get(segment),
    remember(segment, header) {
      if (segment.length > MAX_LENGTH) return;
      // An issuer with ever new headers: start again, rather than keep order on every hit.
      if (headers.size === MAX_ENTRIES) headers.clear();
      headers.set(copyOf(segment), header);
    },
  };
}

/** A slice would keep the whole token it was cut from in memory. */
function copyOf(segment: string): string {
  return Buffer.from(segment, 'latin1').toString('latin1');
}
