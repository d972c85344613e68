import type { Eventually } from '@portcullis/core';
import {
  type CodeConsumption,
  type CodeRecord,
  type CodeStore,
  type FirstRefreshToken,
  MAX_CODE_FAILURES,
  type NewCode,
  type NewTokenFamily,
} from '@portcullis/store';
import {
  isStorableId,
  refuseConsumption,
  storableCode,
  storableFamily,
  storableRefreshToken,
} from '@portcullis/store/engine';
import { number, optionalNumber, parsedRecord, text } from '../cells.js';
import type { SqlContext } from '../sql-context.js';
import { one, type Row, type Values } from '../statement.js';
import { row, type Step } from '../step.js';
import { familyValues, insertFamily, startFamily } from './family-table.js';

const columns = 'hash, failures, expires_at, consumed_at, record';

const find = one(`SELECT ${columns} FROM portcullis_code WHERE hash = ?`);
const insert = one(
  `INSERT INTO portcullis_code (hash, failures, expires_at, record) VALUES (?, 0, ?, ?)
  ON CONFLICT DO NOTHING RETURNING 1`,
);
const remove = one('DELETE FROM portcullis_code WHERE hash = ? RETURNING 1');
const countFailure = one(
  'UPDATE portcullis_code SET failures = failures + 1 WHERE hash = ? RETURNING failures',
);
/** Of all who try, the one whose update changes the row has consumed the code. */
const consume = one(
  `UPDATE portcullis_code SET consumed_at = ?
  WHERE hash = ? AND consumed_at IS NULL AND failures < ${MAX_CODE_FAILURES} AND expires_at > ?
  RETURNING ${columns}`,
);

export class SqlCodes implements CodeStore {
  readonly #context: SqlContext;

  constructor(context: SqlContext) {
    this.#context = context;
  }

  async issue(code: NewCode, family: NewTokenFamily): Promise<boolean> {
    const codeRow = codeValues(storableCode(code, family));
    const familyRow = familyValues(storableFamily(family), undefined);
    return this.#context.engine.transaction(() => issueStep(codeRow, familyRow));
  }

  find(hash: string): Eventually<CodeRecord | undefined> {
    if (!isStorableId(hash)) return undefined;
    return this.#context.engine.find(find, [hash], decodeCode);
  }

  async countFailure(hash: string): Promise<number> {
    if (!isStorableId(hash)) return 0;
    const [counted] = await this.#context.engine.write(countFailure, [hash]);
    return counted === undefined ? 0 : number(counted[0]);
  }

  async consume(hash: string, refreshToken?: FirstRefreshToken): Promise<CodeConsumption> {
    const first = refreshToken && storableRefreshToken(refreshToken);
    if (!isStorableId(hash)) return { consumed: false, reason: 'unknown' };
    const consumed = await this.#consumeNow(hash, first);
    if (consumed !== undefined) return { consumed: true, code: consumed };
    const code = await this.find(hash);
    // It came, or the clock was set back, in between: then it is to be consumed after all.
    return refuseConsumption(code, this.#context.clock.now()) ?? this.consume(hash, refreshToken);
  }

  async #consumeNow(hash: string, first: FirstRefreshToken | undefined): Promise<CodeRecord | undefined> {
    const { engine, clock } = this.#context;
    if (first !== undefined) return engine.transaction(() => consumeStep(hash, first, clock.now()));
    const now = clock.now();
    const [consumed] = await engine.write(consume, [now, hash, now]);
    return consumed && decodeCode(consumed);
  }
}

function* issueStep(code: Values, family: Values): Step<boolean> {
  if ((yield* row(insert, ...code)) === undefined) return false;
  if ((yield* row(insertFamily, ...family)) !== undefined) return true;
  yield* row(remove, code[0] ?? null);
  return false;
}

function* consumeStep(hash: string, first: FirstRefreshToken, now: number): Step<CodeRecord | undefined> {
  const consumed = yield* row(consume, now, hash, now);
  if (consumed === undefined) return undefined;
  const code = decodeCode(consumed);
  yield* row(startFamily, first.hash, first.idleExpiresAt, first.idleExpiresAt, code.familyId);
  return code;
}

function codeValues({ hash, expiresAt, ...record }: NewCode): Values {
  return [hash, expiresAt, JSON.stringify(record)];
}

function decodeCode(cells: Row): CodeRecord {
  const code = parsedRecord<CodeRecord>(cells[4]);
  const consumedAt = optionalNumber(cells[3]);
  code.hash = text(cells[0]);
  code.failures = number(cells[1]);
  code.expiresAt = number(cells[2]);
  if (consumedAt !== undefined) code.consumedAt = consumedAt;
  return code;
}
