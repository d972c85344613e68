import type { Row, Statement, Values } from '../statement.js';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.js';

/**
 * Prepares each statement once. Two habits of libsql 0.5 are kept out here: `get` after `all` of one statement answers
 * for the values of the call before (so a statement is either single or not, for ever), and one that failed fails again
 * with the same error (so it is prepared anew).
 */
export class PreparedStatements {
  readonly #database: SqliteDatabase;
  readonly #prepared = new Map<Statement, SqliteStatement>();

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** The row of a single statement. */
  get(statement: Statement, values: Values): Row | undefined {
    try {
      return this.#prepare(statement)?.get(values) as Row | undefined;
    } catch (error) {
      this.#prepared.delete(statement);
      throw error;
    }
  }

  /** The rows of any statement. */
  all(statement: Statement, values: Values): readonly Row[] {
    if (statement.single) {
      const row = this.get(statement, values);
      return row === undefined ? [] : [row];
    }
    try {
      return (this.#prepare(statement)?.all(values) ?? []) as Row[];
    } catch (error) {
      this.#prepared.delete(statement);
      throw error;
    }
  }

  #prepare(statement: Statement): SqliteStatement | undefined {
    const known = this.#prepared.get(statement);
    if (known !== undefined || statement.sqlite === undefined) return known;
    const prepared = this.#database.prepare(statement.sqlite).raw(true);
    this.#prepared.set(statement, prepared);
    return prepared;
  }
}
