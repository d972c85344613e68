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

/**
 * Are the two digests the same? As `constantTimeEqual`, for texts whose length everybody knows, such as `sha256` makes:
 * of different lengths they are told apart at once. Costs 0.2 µs in place of 4.
 */
export function equalDigests(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'utf16le'), Buffer.from(b, 'utf16le'));
}

/** Over UTF-16, because UTF-8 gives every lone surrogate the same bytes. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf16le').digest();
}
