import type { Eventually } from '@portcullis/core';
import type { JsonObject } from './json.js';

/** Published before use, in use, published until the last token it signed has expired. */
export type SigningKeyState = 'pending' | 'active' | 'retired';

/** A key that signs tokens. Times are milliseconds since the epoch. */
export interface SigningKeyRecord {
  readonly kid: string;
  /** JWS algorithm (RFC 7518 §3.1, RFC 8037). */
  readonly algorithm: string;
  readonly state: SigningKeyState;
  readonly publicJwk: JsonObject;
  /** The private JWK as JSON text. A store that writes to disk seals it there. */
  readonly privateJwk: string;
  readonly createdAt: number;
  readonly activatedAt?: number;
  readonly retiredAt?: number;
  /** A retired key is published until then. */
  readonly expiresAt?: number;
}

export type NewSigningKey = Pick<SigningKeyRecord, 'kid' | 'algorithm' | 'publicJwk' | 'privateJwk'>;

/** Each method is one atomic step. At most one key per algorithm is active. */
export interface SigningKeyStore {
  /** The pending key; `undefined` when its `kid` is taken. */
  insert(key: NewSigningKey): Eventually<SigningKeyRecord | undefined>;
  /** Every key that is not past its `expiresAt`, oldest first. */
  list(): Eventually<readonly SigningKeyRecord[]>;
  /**
   * Makes a pending key the active one of its algorithm, if `replaces` is still that (`undefined`: if there is none);
   * the replaced one is retired and published until `retiredUntil`.
   * @returns true to the one caller that won. Instances that start together on an empty store: one wins, the others
   * read the list again.
   */
  activate(kid: string, replaces: string | undefined, retiredUntil: number): Eventually<boolean>;
  /**
   * Forgets a key at once, in any state: its private part got out. The `RevocationView` refuses its `kid` from then on.
   * @returns false when it is unknown.
   */
  remove(kid: string): Eventually<boolean>;
}
