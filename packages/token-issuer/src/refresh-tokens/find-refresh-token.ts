import type { FamilyStore, FoundFamily } from '@portcullis/store';
import { familyKeyOf } from './family-key.js';
import { isGenuine, parseRefreshToken, type RefreshToken } from './refresh-token.js';

/** A genuine refresh token and its family. */
export interface FoundRefreshToken extends FoundFamily {
  readonly token: RefreshToken;
  /** The key of its mac. */
  readonly key: string;
}

/** The refresh token behind a text, in whatever state it is; `undefined` for what this issuer never gave. */
export async function findRefreshToken(
  families: Pick<FamilyStore, 'find'>,
  text: string,
): Promise<FoundRefreshToken | undefined> {
  const token = parseRefreshToken(text);
  if (token === undefined) return undefined;
  const found = await families.find(token.familyId);
  if (found === undefined) return undefined;
  const key = familyKeyOf(found.family);
  return key !== undefined && isGenuine(token, key) ? { ...found, token, key } : undefined;
}
