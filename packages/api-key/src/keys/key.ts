import type { Names } from '@portcullis/core';
import type { ApiKeyRecord, JsonObject } from '@portcullis/store';
import type { Environment } from '../format/key-format.js';

/** A key as it may be shown: everything but its digest. Times are milliseconds since the epoch. */
export type ApiKey = Omit<ApiKeyRecord, 'digest' | 'pepperVersion'>;

/** What is written about a key by those who administer it. In place of a list, `null` declares nothing. */
export interface KeyDetails {
  /** For people to tell it by. */
  readonly name: string;
  readonly scopes: Names | null;
  readonly roles: Names | null;
  readonly permissions: Names | null;
  /** Addresses and CIDR ranges it may be used from; `null`: from everywhere. */
  readonly allowedAddresses: Names | null;
  /** What the app wants to remember of it, a plan say; never shown by the administration router. */
  readonly metadata: JsonObject;
}

/** A new key. Lists that are left out declare nothing: alone it has none, beside a token it cuts nothing. */
export interface NewKeyDetails extends Partial<KeyDetails> {
  /** Letters and digits, at most 64. @default a random one */
  readonly id?: string;
  /** The application it belongs to. */
  readonly clientId: string;
  readonly name: string;
  /** @default 'live' */
  readonly environment?: Environment;
  /** Dead from then on: milliseconds since the epoch. Can be brought forward, never put off. @default no deadline */
  readonly expiresAt?: number;
}

/** Details as they come from outside, of whatever type. */
export type UncheckedKeyDetails = Readonly<Partial<Record<keyof NewKeyDetails, unknown>>>;

export function toApiKey({ digest, pepperVersion, ...shown }: ApiKeyRecord): ApiKey {
  return shown;
}

type Given<T> = { readonly [Name in keyof T]: Exclude<T[Name], null> };

/** A list that is `null` is a list that the record does not have. */
export function withoutNulls<T extends object>(details: T): Partial<Given<T>> {
  const given = Object.entries(details).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as Partial<Given<T>>;
}
