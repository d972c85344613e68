/** A prepared statement of a `SqliteDatabase`. */
export interface SqliteStatement {
  /** Rows as arrays from now on. */
  raw(toggle: boolean): SqliteStatement;
  get(values: readonly unknown[]): unknown;
  all(values: readonly unknown[]): unknown[];
}

/** What the store needs of a driver: `libsql` and `better-sqlite3` have it. */
export interface SqliteDatabase {
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  close(): unknown;
}
