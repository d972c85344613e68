import { createHash, hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of the text's UTF-8 bytes, as 43 characters of base64url. For secrets of full entropy, never for passwords. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

/**
 * Are the two texts the same? Takes the same time wherever they differ, and whatever their lengths are.
 * The one compare for secrets and their digests.
 */
export function constantTimeEqual(a: string, b: string): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b));
}

/** Over UTF-16, because UTF-8 gives every lone surrogate the same bytes. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf16le').digest();
}
