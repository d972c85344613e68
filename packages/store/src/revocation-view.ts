import type { Eventually } from '@portcullis/core';
import type { RecordStatus } from './managed-record.js';

/** Whom a credential names. Ids mean something only together with their issuer. */
export interface AuthoritySubject {
  readonly issuer: string;
  readonly clientId?: string;
  readonly userId?: string;
  readonly keyId?: string;
}

/** A verified credential, asked about before and beside every cache. */
export interface RevocationSubject extends AuthoritySubject {
  /** `jti`. */
  readonly tokenId?: string;
  readonly familyId?: string;
  /** `kid` of the key that signed it. */
  readonly signingKeyId?: string;
  /** `iat`, in SECONDS since the epoch. A token (`tokenId` or `familyId`) without it counts as issued at 0. */
  readonly issuedAt?: number;
}

/** What is revoked, suspended or changed, answered at once from memory: no I/O, no promise. */
export interface RevocationView {
  /**
   * True when the credential, or one of those it names, is revoked or suspended, or it was issued before their
   * `tokensValidFrom`. Throws `ServiceUnavailableError` from `freshUntil` on: the feed is silent for too long.
   */
  isRevoked(subject: RevocationSubject): boolean;
  /**
   * Number of the newest notice about client, user or key (roles, scopes, status, …), 0 when there is none. Ask before
   * reading the records; what was computed from them is good while the number is not greater.
   */
  changeOf(subject: AuthoritySubject): number;
  /** Milliseconds since the epoch; `Infinity` where the view is the store itself. */
  readonly freshUntil: number;
  /**
   * How long a notice is remembered at least, in milliseconds. No token may live longer, and what a cache took from the
   * store longer ago than this must be read again.
   */
  readonly rememberedMs: number;
}

/** What a notice is about. */
export type NoticeKind = 'token' | 'family' | 'client' | 'user' | 'apiKey' | 'signingKey';

/** The state of something after a change: applying it twice, or an older one after it, does no harm. */
export interface RevocationNotice {
  /** Grows with each notice of a store; they become visible in this order. */
  readonly number: number;
  readonly kind: NoticeKind;
  readonly id: string;
  readonly status: RecordStatus;
  /** Milliseconds since the epoch, for a client or user; 0 otherwise. */
  readonly tokensValidFrom: number;
  /** Milliseconds since the epoch: may be forgotten from then on. */
  readonly until: number;
}

/** The view of a store, with what a relay between instances needs. */
export interface RevocationFeed extends RevocationView {
  /** Calls the listener with each notice that this instance made, once it is durable. Returns how to stop. */
  onNotice(listener: (notice: RevocationNotice) => void): () => void;
  /** Reads the notices of other instances that are not applied yet: afterwards the view is fresh. For relays that hear of one. */
  catchUp(): Eventually<void>;
}
