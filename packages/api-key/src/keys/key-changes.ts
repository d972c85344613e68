import { channel } from 'node:diagnostics_channel';
import type { Identity } from '@portcullis/core';

/** A change that was made to a key. Nothing in it is a secret. */
export interface ApiKeyChange {
  readonly change:
    | 'issued'
    | 'adopted'
    | 'updated'
    | 'rotated'
    | 'suspended'
    | 'resumed'
    | 'revoked'
    | 'expired';
  readonly keyId: string;
  readonly clientId: string;
  /** Which key was put in the place of one that was rotated. */
  readonly successorId?: string;
  /** Who did it; absent where the app itself did, by code. */
  readonly by?: Identity;
}

/** `diagnostics_channel` by name is one for all copies of this package. */
const keyChanges = channel('portcullis:api-key-change');

type ChangedKey = { readonly id: string; readonly clientId: string };

export function publishKeyChange(
  change: ApiKeyChange['change'],
  { id, clientId }: ChangedKey,
  by: Identity | undefined,
  successorId?: string,
): void {
  if (!keyChanges.hasSubscribers) return;
  const event: ApiKeyChange = {
    change,
    keyId: id,
    clientId,
    ...(successorId !== undefined && { successorId }),
    ...(by && { by }),
  };
  keyChanges.publish(event);
}
