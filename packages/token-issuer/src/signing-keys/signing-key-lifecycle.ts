import type { Clock } from '@portcullis/core';
import type { SignatureAlgorithm } from '@portcullis/jwt';
import type { SigningKeyRecord, SigningKeyStore } from '@portcullis/store';
import { storeNewSigningKey } from './signing-key-records.js';

export interface SigningKeyLifecycleOptions {
  readonly store: SigningKeyStore;
  readonly algorithm: SignatureAlgorithm;
  /** How long a new key is published before it signs. */
  readonly publicationMs: number;
  /** How long a key is published after it signed last. */
  readonly retirementMs: number;
  readonly clock: Clock;
}

/** The keys in the store, the active one of our algorithm among them. */
export interface SettledKeys {
  readonly all: readonly SigningKeyRecord[];
  readonly active: SigningKeyRecord;
  /** Keys of our algorithm that do not sign yet; the first one takes over next. */
  readonly pending: readonly SigningKeyRecord[];
}

/**
 * Moves keys from pending to active to retired. Every instance does so whenever it reads them, and the store lets one
 * win: no instance is special, and any of them may be gone.
 */
export interface SigningKeyLifecycle {
  /** Reads the keys, having made the first one where there was none and put a pending one in place whose time has come. */
  settle(): Promise<SettledKeys>;
  /** Puts a new key beside the active one. */
  add(): Promise<SigningKeyRecord>;
}

export function createSigningKeyLifecycle(options: SigningKeyLifecycleOptions): SigningKeyLifecycle {
  const { store, algorithm, publicationMs, retirementMs, clock } = options;
  return { settle, add };

  async function settle(): Promise<SettledKeys> {
    const found = await read();
    if (found !== undefined && !isDue(found)) return found;
    await (found === undefined ? makeFirst() : promote(found));
    return (await read()) ?? refuseNone();
  }

  function add(): Promise<SigningKeyRecord> {
    return storeNewSigningKey(store, algorithm);
  }

  async function read(): Promise<SettledKeys | undefined> {
    const all = await store.list();
    const own = all.filter((key) => key.algorithm === algorithm);
    const active = own.find(({ state }) => state === 'active');
    return active && { all, active, pending: own.filter(({ state }) => state === 'pending') };
  }

  /** A key that was put in use stays so for a while: time enough for `takeBack`. */
  function isDue({ active: { activatedAt = 0 }, pending: [next] }: SettledKeys): boolean {
    if (next === undefined) return false;
    const now = clock.now();
    const isSettled = now >= activatedAt + publicationMs || now < activatedAt;
    return isSettled && now >= next.createdAt + publicationMs;
  }

  /** Instances that start together each make one; whose key came too late takes it back. */
  async function makeFirst(): Promise<void> {
    const startedAt = clock.now();
    const key = await add();
    if (!(await store.activate(key.kid, undefined, startedAt))) await takeBack([key], startedAt);
  }

  /** Instances that are told to rotate together may each have made a key; one of them is enough. */
  async function promote({ active, pending: [next, ...others] }: SettledKeys): Promise<void> {
    const startedAt = clock.now();
    if (next === undefined) return;
    const won = await store.activate(next.kid, active.kid, startedAt + retirementMs);
    if (won) await takeBack(others, startedAt);
  }

  /** Had this process stood still for long, another instance might have put one of them in use by now. */
  async function takeBack(keys: readonly SigningKeyRecord[], startedAt: number): Promise<void> {
    for (const { kid } of keys) {
      if (clock.now() - startedAt < publicationMs / 2) await store.remove(kid);
    }
  }

  function refuseNone(): never {
    throw new Error(`Cannot settle the signing keys: the store lists no active ${algorithm} key`);
  }
}
