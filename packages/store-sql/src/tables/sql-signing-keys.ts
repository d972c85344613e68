import type { Eventually, Sealer } from '@portcullis/core';
import type { NewSigningKey, SigningKeyRecord, SigningKeyStore } from '@portcullis/store';
import { isStorableId, requireTime, storableSigningKey } from '@portcullis/store/engine';
import type { Changed } from '../notice-feed.js';
import type { SqlContext } from '../sql-context.js';
import type { Row } from '../statement.js';
import { row, type Step } from '../step.js';
import { writeNotice } from './notice-table.js';
import {
  changedKeyValues,
  decodeKey,
  holdActiveKey,
  holdKey,
  insertKey,
  listKeys,
  newKeyValues,
  removeKey,
  writeKey,
} from './signing-key-table.js';

/** The private parts lie sealed in the database, each under its own `kid`. */
export class SqlSigningKeys implements SigningKeyStore {
  readonly #context: SqlContext;
  readonly #sealer: Sealer;

  constructor(context: SqlContext, sealer: Sealer) {
    this.#context = context;
    this.#sealer = sealer;
  }

  async insert(key: NewSigningKey): Promise<SigningKeyRecord | undefined> {
    const admitted = storableSigningKey(key);
    const createdAt = this.#context.clock.now();
    const sealed = this.#sealer.seal(admitted.privateJwk, admitted.kid);
    const values = newKeyValues(admitted, sealed, createdAt);
    const inserted = await this.#context.engine.write(insertKey, values);
    return inserted.length === 0 ? undefined : { ...admitted, state: 'pending', createdAt };
  }

  /** Rejects when one cannot be opened: the secret that sealed it is not among those given. */
  list(): Eventually<readonly SigningKeyRecord[]> {
    return this.#context.engine.list(listKeys, [this.#context.clock.now()], this.#open);
  }

  async activate(kid: string, replaces: string | undefined, retiredUntil: number): Promise<boolean> {
    requireTime('signing key', 'retiredUntil', retiredUntil);
    if (!isStorableId(kid)) return false;
    return this.#context.engine.transaction(() => this.#activateStep(kid, replaces, retiredUntil));
  }

  async remove(kid: string): Promise<boolean> {
    if (!isStorableId(kid)) return false;
    return this.#context.feed.change(() => this.#removeStep(kid));
  }

  *#activateStep(kid: string, replaces: string | undefined, retiredUntil: number): Step<boolean> {
    const held = yield* row(holdKey, kid);
    const next = held && decodeKey(held);
    if (next?.state !== 'pending') return false;
    const heldActive = yield* row(holdActiveKey, next.algorithm);
    const active = heldActive && decodeKey(heldActive);
    if (active?.kid !== replaces) return false;
    const now = this.#context.clock.now();
    if (active !== undefined) {
      const retired = { ...active, state: 'retired', retiredAt: now, expiresAt: retiredUntil } as const;
      yield* row(writeKey, ...changedKeyValues(retired));
    }
    yield* row(writeKey, ...changedKeyValues({ ...next, state: 'active', activatedAt: now }));
    return true;
  }

  *#removeStep(kid: string): Step<Changed<boolean>> {
    if ((yield* row(removeKey, kid)) === undefined) return { result: false };
    const until = this.#context.feed.rememberUntil(this.#context.clock.now());
    const notice = yield* writeNotice({
      kind: 'signingKey',
      id: kid,
      status: 'revoked',
      tokensValidFrom: 0,
      until,
    });
    return { result: true, notice };
  }

  readonly #open = (cells: Row): SigningKeyRecord => {
    const { sealedJwk, ...key } = decodeKey(cells);
    try {
      return { ...key, privateJwk: this.#sealer.open(sealedJwk, key.kid) };
    } catch (cause) {
      const advice = 'none of the secrets given sealed it; give the one that did, behind the new one';
      throw Object.assign(new Error(`Cannot open signing key ${key.kid}: ${advice}`, { cause }), {
        code: 'ERR_WRONG_SECRET',
      });
    }
  };
}
