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
  /** The key that takes over next. */
  readonly pending: SigningKeyRecord | undefined;
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
    if (found === undefined) {
      await makeFirst();
      return (await read()) ?? refuseNone();
    }
    if (!(await promote(found)) && !(await tidy(found))) return found;
    return (await read()) ?? refuseNone();
  }

  function add(): Promise<SigningKeyRecord> {
    return storeNewSigningKey(store, algorithm);
  }

  async function read(): Promise<SettledKeys | undefined> {
    const all = await store.list();
    const active = all.find((key) => key.state === 'active' && key.algorithm === algorithm);
    return active && { all, active, pending: all.findLast((key) => isNext(key, active)) };
  }

  /** Instances that start together each make one; whose key came too late takes it back. */
  async function makeFirst(): Promise<void> {
    const { kid, createdAt } = await add();
    if (await store.activate(kid, undefined, clock.now())) return;
    // Had this process been stopped for long, another instance might have put the key in use by now.
    if (clock.now() - createdAt < publicationMs / 2) await store.remove(kid);
  }

  async function promote({ active, pending }: SettledKeys): Promise<boolean> {
    const now = clock.now();
    if (pending === undefined || now < pending.createdAt + publicationMs) return false;
    await store.activate(pending.kid, active.kid, now + retirementMs);
    return true;
  }

  /** Pending keys from before the active one was put in use were overtaken; nobody puts them in use any more. */
  async function tidy({ all, active }: SettledKeys): Promise<boolean> {
    const overtaken = all.filter((key) => isPending(key) && !isNext(key, active));
    for (const { kid } of overtaken) await store.remove(kid);
    return overtaken.length > 0;
  }

  function isNext(key: SigningKeyRecord, { activatedAt = 0 }: SigningKeyRecord): boolean {
    return isPending(key) && key.createdAt >= activatedAt;
  }

  function isPending(key: SigningKeyRecord): boolean {
    return key.state === 'pending' && key.algorithm === algorithm;
  }

  function refuseNone(): never {
    throw new Error(`Cannot settle the signing keys: the store lists no active ${algorithm} key`);
  }
}
