import type { Eventually } from '@portcullis/core';
import type {
  FamilyStore,
  FirstRefreshToken,
  FoundFamily,
  NewTokenFamily,
  NextRefreshToken,
  RotationResult,
} from '@portcullis/store';
import {
  familyLiveness,
  isStorableId,
  requireTime,
  storableFamily,
  storableRefreshToken,
} from '@portcullis/store/engine';
import type { Changed } from '../notice-feed.js';
import type { SqlContext } from '../sql-context.js';
import type { Row } from '../statement.js';
import { row, type Step } from '../step.js';
import { decodeClient } from './client-table.js';
import {
  clientAt,
  decodeFamily,
  familyValues,
  findFamily,
  insertFamily,
  prolongFamily,
  readFamily,
  revokeFamily,
  rotateFamily,
  userAt,
} from './family-table.js';
import { writeNotice } from './notice-table.js';
import { decodeUser } from './user-table.js';

export class SqlFamilies implements FamilyStore {
  readonly #context: SqlContext;

  constructor(context: SqlContext) {
    this.#context = context;
  }

  async open(family: NewTokenFamily, refreshToken?: FirstRefreshToken): Promise<boolean> {
    const first = refreshToken && storableRefreshToken(refreshToken);
    const values = familyValues(storableFamily(family), first);
    return (await this.#context.engine.write(insertFamily, values)).length > 0;
  }

  find(id: string): Eventually<FoundFamily | undefined> {
    if (!isStorableId(id)) return undefined;
    return this.#context.engine.find(findFamily, [id], this.#decodeFound);
  }

  async rotate(id: string, currentHash: string, next: NextRefreshToken): Promise<RotationResult> {
    const { hash, idleExpiresAt, sealedReply } = storableRefreshToken(next);
    if (!isStorableId(id)) return { rotated: false };
    const { engine, clock } = this.#context;
    const now = clock.now();
    if (isStorableId(currentHash)) {
      const values = [hash, now, sealedReply, idleExpiresAt, idleExpiresAt, id, currentHash, now, now];
      const [rotated] = await engine.write(rotateFamily, values);
      if (rotated !== undefined) return { rotated: true, family: decodeFamily(rotated) };
    }
    const family = await engine.find(readFamily, [id], decodeFamily);
    return { rotated: false, ...(family && { family }) };
  }

  async prolong(id: string, currentHash: string, idleExpiresAt: number): Promise<boolean> {
    requireTime('token family', 'idleExpiresAt', idleExpiresAt);
    if (!isStorableId(id) || !isStorableId(currentHash)) return false;
    const { engine, clock } = this.#context;
    const now = clock.now();
    const values = [idleExpiresAt, idleExpiresAt, idleExpiresAt, id, currentHash, now, now];
    return (await engine.write(prolongFamily, values)).length > 0;
  }

  async revoke(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    return this.#context.feed.change(() => this.#revokeStep(id));
  }

  *#revokeStep(id: string): Step<Changed<boolean>> {
    const now = this.#context.clock.now();
    const revoked = yield* row(revokeFamily, now, id);
    if (revoked === undefined) return { result: false };
    const until = this.#context.feed.rememberUntil(now);
    const notice = yield* writeNotice({ kind: 'family', id, status: 'revoked', tokensValidFrom: 0, until });
    return { result: true, notice };
  }

  readonly #decodeFound = (cells: Row): FoundFamily => {
    const family = decodeFamily(cells);
    const client = cells[clientAt] === null ? undefined : decodeClient(cells, clientAt);
    const user = cells[userAt] === null ? undefined : decodeUser(cells, userAt);
    const liveness = familyLiveness(family, { client, user }, this.#context.clock.now());
    return { family, liveness, ...(client && { client }), ...(user && { user }) };
  };
}
