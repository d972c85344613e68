import type { UsageCount, UsageRange, UsageStore } from '@portcullis/store';
import { isStorableId, requireUsageBatch, USAGE_BATCH_MS, usageDays } from '@portcullis/store/engine';
import { number, text } from '../cells.js';
import type { SqlContext } from '../sql-context.js';
import { many, one, type Row } from '../statement.js';
import { row, type Step } from '../step.js';

const columns = 'key_id, day, operation, calls';

const list = many(
  `SELECT ${columns} FROM portcullis_usage WHERE key_id = ? AND day BETWEEN ? AND ? ORDER BY day, operation`,
);

const rememberBatch = one(
  'INSERT INTO portcullis_usage_batch (id, kept_until) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1',
);

const addUp = `ON CONFLICT (key_id, day, operation) DO UPDATE SET calls = usage.calls + excluded.calls RETURNING 1`;

/** Counts come as one JSON array of arrays. In one order, so that two batches never wait for each other in a ring. */
const addCounts = many({
  sqlite: `INSERT INTO portcullis_usage AS usage (${columns})
    SELECT value ->> 0, value ->> 1, value ->> 2, sum(value ->> 3) FROM json_each(?) WHERE true
    GROUP BY 1, 2, 3 ${addUp}`,
  postgres: `INSERT INTO portcullis_usage AS usage (${columns})
    SELECT value ->> 0, value ->> 1, value ->> 2, sum((value ->> 3)::bigint)::bigint
    FROM json_array_elements(?::json) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 ${addUp}`,
});

export class SqlUsage implements UsageStore {
  readonly #context: SqlContext;

  constructor(context: SqlContext) {
    this.#context = context;
  }

  async add(batchId: string, counts: readonly UsageCount[]): Promise<boolean> {
    requireUsageBatch(batchId, counts);
    const cells = counts.map(({ keyId, day, operation, calls }) => [keyId, day, operation, calls]);
    const { engine, clock } = this.#context;
    return engine.transaction(() => addStep(batchId, clock.now() + USAGE_BATCH_MS, JSON.stringify(cells)));
  }

  async list(keyId: string, range?: UsageRange): Promise<readonly UsageCount[]> {
    const { from, to } = usageDays(range);
    if (!isStorableId(keyId)) return [];
    return this.#context.engine.list(list, [keyId, from, to], decodeCount);
  }
}

function* addStep(batchId: string, keptUntil: number, counts: string): Step<boolean> {
  if ((yield* row(rememberBatch, batchId, keptUntil)) === undefined) return false;
  yield* row(addCounts, counts);
  return true;
}

function decodeCount(cells: Row): UsageCount {
  return {
    keyId: text(cells[0]),
    day: text(cells[1]),
    operation: text(cells[2]),
    calls: number(cells[3]),
  };
}
