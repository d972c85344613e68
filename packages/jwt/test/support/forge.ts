import { type KeyObject, sign } from 'node:crypto';

/** The algorithms that tests sign with, as `node:crypto` calls them: independent of how the package itself signs. */
export const FORGE = {
  RS256: { digest: 'sha256', options: {} },
  PS256: { digest: 'sha256', options: { padding: 6, saltLength: 32 } },
  ES256: { digest: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
  EdDSA: { digest: null, options: {} },
} as const;

/** A token of any header and payload, JSON values or raw text, with a good signature. */
export function forge(
  key: KeyObject,
  algorithm: keyof typeof FORGE,
  header: object | string,
  payload: object | string,
): string {
  const signingInput = `${encode(header)}.${encode(payload)}`;
  const { digest, options } = FORGE[algorithm];
  const signature = sign(digest, Buffer.from(signingInput), { key, ...options });
  return `${signingInput}.${signature.toString('base64url')}`;
}

/** base64url of a JSON value, or of a text as it is. */
export function encode(value: object | string): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text).toString('base64url');
}
