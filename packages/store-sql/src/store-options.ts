import { type Clock, createSealer, systemClock } from '@portcullis/core';
import type { SqlStoreParts } from './sql-store.js';

/** What both stores are told. */
export interface SqlStoreOptions {
  /**
   * Seal the private signing keys in the database: random, 32 bytes or more each. The first one seals, all of them open:
   * to rotate, put the new one in front and keep the old until the keys it sealed are gone.
   */
  readonly secrets: readonly string[];
  /**
   * No access token lives longer than this many seconds, and no cache relies on revocations for longer.
   * @default 86400, a day
   */
  readonly longestTokenSeconds?: number;
  /** How often, in milliseconds, other instances are asked for what they revoked. @default 250 */
  readonly pollMs?: number;
  /** Without an answer for so many milliseconds, what is revoked is not known any more: 503. @default 10000 */
  readonly staleAfterMs?: number;
  /** After so many milliseconds a step that has no answer is a 503. @default 1500 */
  readonly timeoutMs?: number;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

export const storeOptionNames = [
  'secrets',
  'longestTokenSeconds',
  'pollMs',
  'staleAfterMs',
  'timeoutMs',
  'clock',
] as const;

/** What is left when the engine is taken from the parts of a store. */
export type CommonParts = Omit<SqlStoreParts, 'engine'> & { readonly timeoutMs: number };

/** @throws TypeError for a wrong value. */
export function readStoreOptions(action: string, options: SqlStoreOptions): CommonParts {
  const { secrets, clock = systemClock } = options;
  if (!Array.isArray(secrets) || secrets.length === 0) {
    throw new TypeError(`${action}: secrets is missing; at least one secret of 32 bytes or more is needed`);
  }
  const longestTokenSeconds = wholeNumber(action, options, 'longestTokenSeconds', 86_400);
  return {
    sealer: createSealer('signing keys', secrets),
    clock,
    rememberedMs: longestTokenSeconds * 1000,
    pollMs: wholeNumber(action, options, 'pollMs', 250),
    staleAfterMs: wholeNumber(action, options, 'staleAfterMs', 10_000),
    timeoutMs: wholeNumber(action, options, 'timeoutMs', 1_500),
  };
}

/** @throws TypeError unless it is absent or a whole number above 0. */
export function wholeNumber<Name extends string>(
  action: string,
  options: Readonly<Partial<Record<Name, unknown>>>,
  name: Name,
  fallback: number,
): number {
  const value = options[name] ?? fallback;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new TypeError(`${action}: ${name} must be a whole number above 0, not ${String(value)}`);
}
