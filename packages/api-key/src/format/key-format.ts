import { crc32 } from 'node:zlib';
import { formatBase62, randomBase62 } from './base62.js';

export type Environment = 'live' | 'test';

/** What a key says of itself. None of it is proven. */
export interface KeyClaims {
  /** Says whose key it is, to people and to secret scanners: `bank`. */
  readonly prefix: string;
  readonly environment: Environment;
  readonly id: string;
}

/** 43 letters and digits are 256 bits, an id of 16 is 95. */
const secretLength = 43;
const idLength = 16;
/** 62⁶ is more than 2³². */
const checksumLength = 6;

/** Longer texts are not looked at. */
export const longestKey = 512;

const prefixShape = /^[a-z][a-z0-9]{1,19}$/;
const idShape = /^[0-9A-Za-z]{1,64}$/;
const keyShape = /^([a-z][a-z0-9]{1,19})_(live|test)_([0-9A-Za-z]{1,64})_[0-9A-Za-z]{49}$/;

/** 2 to 20 small letters and digits, the first a letter. */
export function isKeyPrefix(text: unknown): text is string {
  return typeof text === 'string' && prefixShape.test(text);
}

/** 1 to 64 letters and digits. */
export function isKeyId(text: unknown): text is string {
  return typeof text === 'string' && idShape.test(text);
}

export function randomKeyId(): string {
  return randomBase62(idLength);
}

/**
 * A new key: `bank_live_4fT9…_Zq7…`, that is prefix, environment, id and a secret of 256 random bits with six digits of
 * checksum behind it.
 */
export function generateKey({ prefix, environment, id }: KeyClaims): string {
  const body = `${prefix}_${environment}_${id}_${randomBase62(secretLength)}`;
  return `${body}${checksumOf(body)}`;
}

/**
 * What a key of this prefix says of itself, or `undefined` when it is none or its checksum (CRC-32, so every slip of one
 * character is noticed) is wrong. Asks nobody: mistyped keys cost no look-up.
 */
export function parseKey(text: string, prefix: string): KeyClaims | undefined {
  const [, found, environment, id] = keyShape.exec(text) ?? [];
  if (found !== prefix || id === undefined || environment === undefined) return undefined;
  const body = text.slice(0, -checksumLength);
  if (text.slice(-checksumLength) !== checksumOf(body)) return undefined;
  return { prefix, environment: environment === 'live' ? 'live' : 'test', id };
}

/** Does it begin as a key of this prefix? */
export function hasKeyPrefix(text: string, prefix: string): boolean {
  return text.charCodeAt(prefix.length) === underscore && text.startsWith(prefix);
}

const underscore = 0x5f;

function checksumOf(body: string): string {
  return formatBase62(crc32(body), checksumLength);
}
