import type { Row, Statement, Values } from './statement.js';

/** A statement with its values, handed to the engine that runs the step. */
export interface Query {
  readonly statement: Statement;
  readonly values: Values;
}

/**
 * An atomic step of several statements, written once for both engines: SQLite runs it in one go, PostgreSQL between
 * two turns of the event loop. It may be run again from the start, so it changes nothing but the database.
 */
export type Step<T> = Generator<Query, T, readonly Row[]>;

/** The one row of a statement, within a step. */
export function* row(statement: Statement, ...values: Values): Step<Row | undefined> {
  const rows = yield { statement, values };
  return rows[0];
}
