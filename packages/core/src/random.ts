import { randomBytes } from 'node:crypto';

/** An identifier that nobody else draws: base64url, 128 bits unless told otherwise. */
export function randomId(bytes = 16): string {
  return randomBytes(bytes).toString('base64url');
}

/** A secret that nobody guesses: base64url, 256 bits unless told otherwise. */
export function randomSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}
