import type { IncomingMessage } from 'node:http';
import type { Eventually, Identity, Principal } from '@portcullis/core';
import type { ApiKeys } from '../keys/api-keys.js';
import type { ApiKey, NewKeyDetails } from '../keys/key.js';
import { keyInUse, unknownKey } from '../keys/key-errors.js';
import type { KeyJson } from './key-json.js';
import type { RequireMayGiveKey } from './may-give-key.js';

/** What the routes of key administration work with. */
export interface KeyWork {
  readonly keys: ApiKeys;
  readonly json: KeyJson;
  /** Details of a new key that the body leaves out. */
  readonly defaults: Partial<NewKeyDetails>;
  readonly isClient: ((clientId: string) => Eventually<boolean>) | undefined;
  readBody(req: IncomingMessage): Promise<Readonly<Record<string, unknown>>>;
  readonly requireMayGive: RequireMayGiveKey;
}

/** @throws SecurityError 404 */
export async function existingKey(keys: ApiKeys, id: string): Promise<ApiKey> {
  const key = await keys.get(id);
  if (key === undefined) throw unknownKey();
  return key;
}

/** Nobody locks themselves out. @throws SecurityError 409 when the request came with this very key. */
export function refuseOwnKey({ credentials }: Principal, id: string): void {
  if (credentials.apiKey?.id === id) throw keyInUse();
}

/** Who is behind a change: the person, where there is one. */
export function callerOf({ user, client }: Principal): Identity {
  return user ?? client;
}
