import type { MarkStore } from '@portcullis/store';
import { isOver, keyDigest, REPLAY_MARGIN_MS, requireTime } from '@portcullis/store/engine';
import type { SqlContext } from '../sql-context.js';
import { one } from '../statement.js';

/** Gives a row to the one that came first: the mark is new, or the time of an old one is over. */
const remember = one(
  `INSERT INTO portcullis_mark (digest, kept_until) VALUES (?, ?)
  ON CONFLICT (digest) DO UPDATE SET kept_until = excluded.kept_until WHERE portcullis_mark.kept_until <= ?
  RETURNING 1`,
);

export class SqlMarks implements MarkStore {
  readonly #context: SqlContext;

  constructor(context: SqlContext) {
    this.#context = context;
  }

  async rememberOnce(key: string, until: number): Promise<boolean> {
    requireTime('mark', 'until', until);
    const now = this.#context.clock.now();
    if (isOver(until, now)) return false;
    const values = [keyDigest(key), until + REPLAY_MARGIN_MS, now];
    return (await this.#context.engine.write(remember, values)).length > 0;
  }
}
