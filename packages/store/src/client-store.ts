import type { Eventually, Names } from '@portcullis/core';
import type { JsonObject } from './json.js';
import type { ListOptions, ManagedRecord, ManagedStore, NewRecord } from './managed-record.js';

/** A client has at most this many live secrets: the old one and the new one of a rotation. */
export const MAX_CLIENT_SECRETS = 2;

/** A client's secret: its digest, never the secret itself. Times are milliseconds since the epoch. */
export interface ClientSecret {
  readonly id: string;
  readonly digest: string;
  readonly createdAt: number;
  /** No longer accepted from then on; absent: until it is ended. */
  readonly expiresAt?: number;
}

/** An application that asks for tokens. */
export interface ClientRecord extends ManagedRecord {
  readonly name: string;
  /** Whom the client belongs to: a merchant, an organisation. */
  readonly ownerId?: string;
  /** A public client (RFC 6749 §2.1) has no secret. */
  readonly public: boolean;
  /** `token_endpoint_auth_method` values (RFC 7591 §2) it may use. */
  readonly authenticationMethods: Names;
  readonly secrets: readonly ClientSecret[];
  /** Public keys for `private_key_jwt`, a JWK Set. */
  readonly jwks?: JsonObject;
  readonly grants: Names;
  readonly scopes: Names;
  readonly roles: Names;
  readonly permissions: Names;
  readonly redirectUris: Names;
  /**
   * Tokens and families that began before are dead. A whole second, up to one second ahead of the clock:
   * whoever issues after it takes the later of the clock and this.
   */
  readonly tokensValidFrom: number;
  readonly metadata: JsonObject;
}

export type NewClient = NewRecord<ClientRecord, 'tokensValidFrom'>;

export interface ClientListOptions extends ListOptions {
  readonly ownerId?: string;
}

/** `update` leaves `status`, `secrets` and `tokensValidFrom` as they are stored. */
export interface ClientStore extends ManagedStore<ClientRecord, NewClient, ClientListOptions> {
  /**
   * Adds a secret. It loses when two live ones are there already, when its id is taken, or when the client is revoked.
   * Expired secrets are dropped in the same step.
   * @returns the client as it stands after the step, with the secret only if it won; `undefined` when it is unknown.
   */
  addSecret(id: string, secret: ClientSecret): Eventually<ClientRecord | undefined>;
  /**
   * Ends a secret, unless it is the last live one (revoke the client then) or the client is revoked.
   * @returns the client as it stands after the step, without the secret if it won; `undefined` when it is unknown.
   */
  endSecret(id: string, secretId: string): Eventually<ClientRecord | undefined>;
  /**
   * Ends every token and family that was issued to the client so far.
   * @returns the client with its new `tokensValidFrom`, which never goes back; `undefined` when it is unknown.
   */
  endTokens(id: string): Eventually<ClientRecord | undefined>;
}
