import { sha256 } from '@portcullis/core';

/** What goes into a statement and what comes out. No booleans: a driver aborts the process when it is given one. */
export type Cell = string | number | null;
export type Values = readonly Cell[];

/** A row by the place of its columns. */
export type Row = readonly (Cell | undefined)[];

/** The texts of a statement, `?` where a value goes. SQLite skips a statement that has no text for it. */
export interface StatementTexts {
  readonly sqlite: string | undefined;
  readonly postgres: string;
}

/** A statement written by hand, which each engine prepares once. */
export interface Statement extends StatementTexts {
  /** Of its text, so that two releases on one connection do not mix theirs up. */
  readonly name: string;
  /** Gives at most one row. */
  readonly single: boolean;
}

/** A statement that gives one row or none. */
export function one(text: string | StatementTexts): Statement {
  return statement(text, true);
}

/** A statement that gives any number of rows. */
export function many(text: string | StatementTexts): Statement {
  return statement(text, false);
}

/** A read that holds its rows until the step ends: SQLite's step holds the whole file. */
export function oneForUpdate(text: string): Statement {
  return one({ sqlite: text, postgres: `${text} FOR UPDATE` });
}

function statement(text: string | StatementTexts, single: boolean): Statement {
  const { sqlite, postgres } = typeof text === 'string' ? { sqlite: text, postgres: text } : text;
  const numbered = withNumbers(postgres);
  return { sqlite, postgres: numbered, name: `portcullis_${sha256(numbered).slice(0, 22)}`, single };
}

/** PostgreSQL's `$1` in place of each `?`. */
function withNumbers(text: string): string {
  let number = 0;
  return text.replaceAll('?', () => {
    number += 1;
    return `$${number}`;
  });
}
