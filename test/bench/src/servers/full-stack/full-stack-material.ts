import type { BearerMaterial } from '../bearer/bearer-material.js';

/** What a server of the whole stack is set up with: it must know whose tokens to take. */
export type FullStackMaterial = BearerMaterial;

/** The keys of one contender: each makes its own, as the forms differ. */
export interface FullStackKeys {
  /** Of the calling app, as every token. */
  readonly good: string;
  /** Good too, and of another client: no token goes with it. */
  readonly ofAnotherClient: string;
  /** Of the right form, and nobody's. */
  readonly unknown: string;
}

export const keyHeader = 'API-Key';
export const callingApp = 'app-1';
export const anotherApp = 'app-2';
export const readScope = 'accounts:read';

export const accountRoute = '/accounts/:accountId';
export const ownAccount = 'account-1';
export const foreignAccount = 'account-2';

export const accountHolder = 'user-1';
export const ownerOf: ReadonlyMap<string, string> = new Map([
  [ownAccount, accountHolder],
  [foreignAccount, 'user-2'],
]);

/** Nobody comes to its end. */
export const plan = { limit: 1_000_000_000, windowSeconds: 3600 };
