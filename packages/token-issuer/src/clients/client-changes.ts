import { channel } from 'node:diagnostics_channel';
import type { Identity } from '@portcullis/core';

/** A change that was made to a client. Nothing in it is a secret. */
export interface ClientChange {
  readonly change:
    | 'created'
    | 'updated'
    | 'secret_added'
    | 'secret_ended'
    | 'tokens_ended'
    | 'suspended'
    | 'resumed'
    | 'revoked';
  readonly clientId: string;
  /** Which secret was added or ended. */
  readonly secretId?: string;
  /** Who did it; absent where the app itself did, by code. */
  readonly by?: Identity;
}

/** `diagnostics_channel` by name is one for all copies of this package. */
const clientChanges = channel('portcullis:client-change');

export function publishClientChange(change: ClientChange): void {
  if (clientChanges.hasSubscribers) clientChanges.publish(change);
}
