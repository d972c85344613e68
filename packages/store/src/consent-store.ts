import type { Eventually, Names } from '@portcullis/core';

/** What a user has let a client do. */
export interface ConsentRecord {
  readonly userId: string;
  readonly clientId: string;
  /** Each once, in the order in which they were first given. */
  readonly scopes: Names;
  /** When something was given last, in milliseconds since the epoch. */
  readonly givenAt: number;
}

/**
 * Consents by user and client, each method one atomic step. Neither of the two need be in the store. A consent lasts
 * until it is withdrawn: it says nothing of whether its user or client is suspended or revoked, and outlives both.
 */
export interface ConsentStore {
  /** What the user has let the client do so far. */
  find(userId: string, clientId: string): Eventually<ConsentRecord | undefined>;
  /** Adds scopes to what was given before. Returns the whole consent. */
  give(userId: string, clientId: string, scopes: Names): Eventually<ConsentRecord>;
  /** Forgets the consent; tokens that it led to live on. True to the one caller that did it. */
  withdraw(userId: string, clientId: string): Eventually<boolean>;
}
