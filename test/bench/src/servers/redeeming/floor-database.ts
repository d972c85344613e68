import Database from 'libsql';

/** Steps that are durable when their promise resolves. Those of one turn of the event loop share a commit. */
export interface FloorDatabase {
  prepare(sql: string): Database.Statement;
  step<Result>(work: () => Result): Promise<Result>;
}

const schema = `
  CREATE TABLE code (hash TEXT PRIMARY KEY, client TEXT, redirect_uri TEXT, challenge TEXT, user TEXT, scope TEXT,
    expires_at INTEGER, consumed_at INTEGER) WITHOUT ROWID;
  CREATE TABLE family (id TEXT PRIMARY KEY, client TEXT, user TEXT, scope TEXT, hash TEXT, expires_at INTEGER)
    WITHOUT ROWID;`;

export function openFloorDatabase(file: string): FloorDatabase {
  const database = new Database(file);
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) database.exec(`PRAGMA ${pragma}`);
  database.exec(schema);
  let waiting: (() => () => void)[] = [];

  function commit(): void {
    const due = waiting;
    waiting = [];
    database.exec('BEGIN IMMEDIATE');
    const settled = due.map((work) => work());
    database.exec('COMMIT');
    for (const settle of settled) settle();
  }

  return {
    prepare: (sql) => database.prepare(sql),
    step: (work) =>
      new Promise((resolve) => {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push(() => {
          const result = work();
          return () => resolve(result);
        });
      }),
  };
}
