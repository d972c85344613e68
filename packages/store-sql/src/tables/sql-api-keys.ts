import type { Eventually } from '@portcullis/core';
import type {
  ApiKeyListOptions,
  ApiKeyRecord,
  ApiKeyStore,
  ApiKeyUse,
  NewApiKey,
  PresentedApiKey,
} from '@portcullis/store';
import { apiKeyLiveness, isStorableId, requireTime } from '@portcullis/store/engine';
import { status } from '../cells.js';
import type { Changed } from '../notice-feed.js';
import type { SqlContext } from '../sql-context.js';
import type { Row, Statement } from '../statement.js';
import { row, type Step } from '../step.js';
import {
  apiKeyTable,
  clientStatusAt,
  decodeApiKey,
  findPresented,
  findPresentedByDigest,
  touch,
} from './api-key-table.js';
import { ManagedRecords } from './managed-records.js';

export class SqlApiKeys
  extends ManagedRecords<ApiKeyRecord, NewApiKey, ApiKeyListOptions>
  implements ApiKeyStore
{
  constructor(context: SqlContext) {
    super(context, apiKeyTable);
  }

  findPresented(id: string): Eventually<PresentedApiKey | undefined> {
    return this.#present(findPresented, id);
  }

  findPresentedByDigest(digest: string): Eventually<PresentedApiKey | undefined> {
    return this.#present(findPresentedByDigest, digest);
  }

  async rotate(id: string, successor: NewApiKey, endsAt: number): Promise<ApiKeyRecord | undefined> {
    requireTime('API key', 'endsAt', endsAt);
    const admitted = this.admit(successor);
    if (!isStorableId(id)) return undefined;
    return this.context.feed.change(() => this.#rotateStep(id, admitted, endsAt));
  }

  async touch(uses: readonly ApiKeyUse[]): Promise<void> {
    for (const { usedAt } of uses) requireTime('API key', 'usedAt', usedAt);
    const known = uses.filter(({ id }) => isStorableId(id)).map(({ id, usedAt }) => [id, usedAt]);
    if (known.length > 0) await this.context.engine.write(touch, [JSON.stringify(known)]);
  }

  *#rotateStep(id: string, successor: ApiKeyRecord, endsAt: number): Step<Changed<ApiKeyRecord | undefined>> {
    const held = yield* row(apiKeyTable.hold, id);
    if (held === undefined) return { result: undefined };
    const stored = decodeApiKey(held);
    if (!this.#isRotatable(stored)) return { result: stored };
    const inserted = yield* row(apiKeyTable.insert, ...apiKeyTable.insertValues(successor));
    if (inserted === undefined) return { result: stored };
    const expiresAt = Math.min(stored.expiresAt ?? endsAt, endsAt);
    const written = yield* this.writeStep(stored, { ...stored, expiresAt, replacedBy: successor.id });
    return { ...written, result: written.result.after ?? stored };
  }

  #isRotatable(key: ApiKeyRecord): boolean {
    const live = apiKeyLiveness(key, undefined, this.context.clock.now()) === 'live';
    return live && key.replacedBy === undefined;
  }

  #present(statement: Statement, value: string): Eventually<PresentedApiKey | undefined> {
    if (!isStorableId(value)) return undefined;
    return this.context.engine.find(statement, [value], this.#decodePresented);
  }

  readonly #decodePresented = (cells: Row): PresentedApiKey => {
    const key = decodeApiKey(cells);
    const clientStatus = cells[clientStatusAt] === null ? undefined : status(cells[clientStatusAt]);
    return { key, liveness: apiKeyLiveness(key, clientStatus, this.context.clock.now()) };
  };
}
