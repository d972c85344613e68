import type { Names } from '@portcullis/core';

/** Whose authority is asked for: that of a token's client, and of the user whom it acts for. */
export interface AuthorityQuestion {
  readonly clientId: string;
  /** Absent where the client acts for itself. */
  readonly userId?: string;
  /** What the token was given. */
  readonly scope: Names;
}

/** What the bearer of a token may do now, by the records of its client and user. */
export interface Authority {
  /** The token's scope, cut to what the records allow; nothing beyond it. */
  readonly scopes: Names;
  /** Of the user, where there is one; else of the client. */
  readonly roles: Names;
  readonly permissions: Names;
}
