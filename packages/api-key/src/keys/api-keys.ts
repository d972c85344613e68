import type { Eventually, FieldProblem, Identity } from '@portcullis/core';
import type { ApiKeyListOptions, RevocationView } from '@portcullis/store';
import type { ApiKey, KeyDetails, NewKeyDetails, UncheckedKeyDetails } from './key.js';
import type { KeyVerdict } from './key-verifier.js';
import type { UncheckedRotation } from './rotation-problems.js';

/** A new key, and its text, which nobody can show again. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly apiKey: string;
}

/** A successor, and the key that it replaces. */
export interface RotatedKey extends IssuedKey {
  readonly replaced: ApiKey;
}

export interface Rotation {
  /** How long the old key goes on working beside the new one; never beyond its own deadline. */
  readonly overlapSeconds: number;
  /** Deadline of the successor: milliseconds since the epoch. @default that of the old key */
  readonly expiresAt?: number;
}

/**
 * The keys of an API. Every change is published on `portcullis:api-key-change` of `node:diagnostics_channel`, with `by`
 * where somebody did it, and takes effect on the next request. Nothing is deleted: a revoked key stays as a tombstone.
 *
 * A change throws a `SecurityError`: 404 when the key is unknown, 409 when its state stands against it.
 */
export interface ApiKeys {
  get(id: string): Promise<ApiKey | undefined>;
  /** Oldest first, revoked ones too. */
  list(options?: ApiKeyListOptions): Promise<readonly ApiKey[]>;
  /** What is wrong with these details; empty when nothing is. */
  check(details: UncheckedKeyDetails): readonly FieldProblem[];
  /** 409 when the id is taken. @throws TypeError for details that are wrong. */
  issue(details: NewKeyDetails, by?: Identity): Promise<IssuedKey>;
  /** As `issue`, but `undefined` when there is a key of this id already, in whatever state: for first starts. */
  issueIfAbsent(
    details: NewKeyDetails & { readonly id: string },
    by?: Identity,
  ): Promise<IssuedKey | undefined>;
  /**
   * Enters a key that another system made, where `acceptForeignKeys` allows it: 16 to 512 visible ASCII characters that
   * are not of the form of this registry's own. 409 when it is registered already.
   * @throws TypeError for details or a key that are wrong.
   */
  adopt(apiKey: string, details: NewKeyDetails, by?: Identity): Promise<ApiKey>;
  /** Writes the details that are given and leaves the others. @throws TypeError for details that are wrong. */
  update(id: string, details: Partial<KeyDetails>, by?: Identity): Promise<ApiKey>;
  /**
   * Puts a successor with the same details in the place of a live key, which ends after the overlap, whatever happens.
   * 409 when it is not live or has a successor: of parallel rotations one wins. The successor of an adopted key is of
   * this registry's own format.
   */
  rotate(id: string, rotation: Rotation, by?: Identity): Promise<RotatedKey>;
  /** What is wrong with this rotation; empty when nothing is. */
  checkRotation(rotation: UncheckedRotation): readonly FieldProblem[];
  /** It does not work until it is resumed. */
  suspend(id: string, by?: Identity): Promise<ApiKey>;
  resume(id: string, by?: Identity): Promise<ApiKey>;
  /** As `suspend`, and final. */
  revoke(id: string, by?: Identity): Promise<ApiKey>;
  /** Ends it at a time (milliseconds since the epoch), or at its own deadline, whichever is first. @default now */
  expire(id: string, at?: number, by?: Identity): Promise<ApiKey>;
  /**
   * Whose key is this text, and is it good now? For guards, which ask `revocations` again before they believe an answer
   * that they kept. Does not judge the caller's address or the key's environment.
   * @param issuer whose clients the keys name.
   */
  verify(text: string, issuer: string): Eventually<KeyVerdict>;
  /** Does it look like a key for this registry? Unverified, and cheap. */
  recognises(text: string): boolean;
  /** What was revoked or changed since. */
  readonly revocations: RevocationView;
  /** A key was used: kept, and written with others after some seconds. */
  used(id: string, usedAt: number): void;
  /** Writes what is kept of uses. Rejects when the store does not take it; then it is kept on. */
  flush(): Promise<void>;
  /** `flush`, and the end of the timer. Call it when no request runs any more, and before the store is closed. */
  close(): Promise<void>;
}
