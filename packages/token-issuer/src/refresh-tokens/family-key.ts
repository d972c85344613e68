import { randomSecret } from '@portcullis/core';
import type { JsonObject, TokenFamily } from '@portcullis/store';

/**
 * What a family keeps for its refresh tokens: the key of their macs. Whoever reads it in the store can end the family by
 * a forged old token, and cannot refresh: for that the current token is needed.
 */
export function newFamilyData(): { readonly refreshKey: string } & JsonObject {
  return { refreshKey: randomSecret() };
}

/** `undefined` for a family that gives no refresh tokens. */
export function familyKeyOf({ data: { refreshKey } }: TokenFamily): string | undefined {
  return typeof refreshKey === 'string' ? refreshKey : undefined;
}
