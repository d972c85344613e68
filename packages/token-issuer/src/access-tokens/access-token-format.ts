import type { Eventually, Names } from '@portcullis/core';
import type { ClientRecord, UserRecord } from '@portcullis/store';

/** Whose word an access token carries, by their records as they are now. */
export interface TokenHolders {
  readonly client: ClientRecord;
  /** The user for whom the client acts, where the store has them. */
  readonly user?: UserRecord;
}

/** What an access token says. */
export interface AccessTokenContent extends TokenHolders {
  readonly scopes: Names;
  /** For whom the client acts, where it is not for itself. */
  readonly userId: string | undefined;
  /** What it ends with, besides its client and user. */
  readonly familyId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** How access tokens look: a signed JWT, or a reference that only we can read. */
export interface AccessTokenFormat {
  /** @throws ServiceUnavailableError (also as a rejection) when keys or store do not answer. */
  mint(content: AccessTokenContent): Eventually<string>;
}
