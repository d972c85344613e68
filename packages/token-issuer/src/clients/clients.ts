import type { Eventually, FieldProblem, Identity } from '@portcullis/core';
import type { ClientListOptions, ClientRecord } from '@portcullis/store';
import type { Client, ClientDetails, NewClientDetails, UncheckedDetails } from './client.js';
import type { ClientKeys } from './client-keys.js';

/** A new client and its secret, which nobody can show again. */
export interface CreatedClient {
  readonly client: Client;
  readonly clientSecret: string;
}

/** A further secret, which nobody can show again. */
export interface CreatedSecret extends CreatedClient {
  readonly secretId: string;
}

/**
 * The clients of an issuer. Every change is published on `portcullis:client-change` of `node:diagnostics_channel`, with
 * `by` where somebody did it, and takes effect on live tokens too.
 *
 * A change throws a `SecurityError`: 404 when the client is unknown, 409 when its state stands against it.
 */
export interface Clients {
  /** The whole record, digests of secrets included: for the issuer. Show `get` to people. */
  find(id: string): Eventually<ClientRecord | undefined>;
  get(id: string): Promise<Client | undefined>;
  /** Oldest first, revoked ones too. */
  list(options?: ClientListOptions): Promise<readonly Client[]>;
  /** What is wrong with these details; empty when nothing is. */
  check(details: UncheckedDetails): readonly FieldProblem[];
  /** 409 when the id is taken. @throws TypeError for details that are wrong. */
  create(details: NewClientDetails, by?: Identity): Promise<CreatedClient>;
  /** As `create`, but `undefined` when there is a client of this id already, in whatever state: for first starts. */
  createIfAbsent(
    details: NewClientDetails & { readonly id: string },
    by?: Identity,
  ): Promise<CreatedClient | undefined>;
  /** A public client, which has no secret: an app on the device of its user (RFC 6749 §2.1). Errors as of `create`. */
  createPublic(details: NewClientDetails, by?: Identity): Promise<Client>;
  /** As `createPublic`, but `undefined` when there is a client of this id already: for first starts. */
  createPublicIfAbsent(
    details: NewClientDetails & { readonly id: string },
    by?: Identity,
  ): Promise<Client | undefined>;
  /** A client that signs assertions (`private_key_jwt`) in place of a secret. @throws TypeError also for unfit keys. */
  createWithKeys(details: NewClientDetails, jwks: ClientKeys, by?: Identity): Promise<Client>;
  /** Puts other public keys in the place of those that are there. @throws TypeError for unfit keys. */
  setKeys(id: string, jwks: ClientKeys, by?: Identity): Promise<Client>;
  /** Writes the details that are given and leaves the others. @throws TypeError for details that are wrong. */
  update(id: string, details: Partial<ClientDetails>, by?: Identity): Promise<Client>;
  /** A second secret, so that the first can be ended once nobody uses it. 409 when there are two. */
  addSecret(id: string, by?: Identity): Promise<CreatedSecret>;
  /** 409 when it is the last one. */
  endSecret(id: string, secretId: string, by?: Identity): Promise<Client>;
  /** No tokens for it, and those it has do not work, until it is resumed. */
  suspend(id: string, by?: Identity): Promise<Client>;
  resume(id: string, by?: Identity): Promise<Client>;
  /** As `suspend`, and final. */
  revoke(id: string, by?: Identity): Promise<Client>;
}
