import type { Names } from '@portcullis/core';
import type { ClientRecord, ClientSecret, JsonObject } from '@portcullis/store';

/** What is written about a client by those who administer it. */
export interface ClientDetails {
  /** For people to tell it by. */
  readonly name: string;
  /** Values of `grant_type` that it may use. */
  readonly grants: Names;
  readonly scopes: Names;
  readonly roles: Names;
  readonly permissions: Names;
  readonly redirectUris: Names;
  /** What the app wants to remember of it; never shown by the administration router. */
  readonly metadata: JsonObject;
}

/** Details as they come from outside, of whatever type. */
export type UncheckedDetails = Readonly<Partial<Record<keyof ClientDetails, unknown>>>;

/** A new client. Lists that are left out are empty. */
export interface NewClientDetails extends Partial<ClientDetails> {
  /** Letters, digits, `.`, `_`, `~`, `-`; at most 128. @default a random one */
  readonly id?: string;
  readonly name: string;
  readonly grants: Names;
  /** Whom the client belongs to: a merchant, an organisation. */
  readonly ownerId?: string;
}

/** A client as it may be shown: everything but the digests of its secrets. */
export interface Client extends Omit<ClientRecord, 'secrets'> {
  readonly secrets: readonly Omit<ClientSecret, 'digest'>[];
}

export function toClient({ secrets, ...details }: ClientRecord): Client {
  return { ...details, secrets: secrets.map(({ digest, ...secret }) => secret) };
}
