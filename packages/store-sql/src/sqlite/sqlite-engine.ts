import { setTimeout } from 'node:timers/promises';
import type { Clock, Eventually } from '@portcullis/core';
import { engineFailure } from '@portcullis/store/engine';
import type { Engine } from '../engine.js';
import type { Row, Statement, Values } from '../statement.js';
import type { Step } from '../step.js';
import { CommitGroup } from './commit-group.js';
import { prepareDatabase, type Synchronous } from './prepare-database.js';
import { PreparedStatements } from './prepared-statements.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { isBusy, sqliteBusy, sqliteFailure } from './sqlite-failure.js';

export interface SqliteEngineOptions {
  open(): Promise<SqliteDatabase>;
  /** Is the handle ours to close? */
  readonly owned: boolean;
  readonly clock: Clock;
  readonly synchronous: Synchronous;
  readonly timeoutMs: number;
}

/** An open file. */
interface Session {
  readonly database: SqliteDatabase;
  readonly statements: PreparedStatements;
  readonly group: CommitGroup;
}

/** Reads answer at once, without a promise; changes wait for the commit that they share. */
export class SqliteEngine implements Engine {
  readonly #options: SqliteEngineOptions;
  #session: Session | undefined;

  constructor(options: SqliteEngineOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    if (this.#session !== undefined) return;
    const database = await this.#options.open();
    try {
      await prepareDatabase(database, this.#options);
    } catch (error) {
      if (this.#options.owned) database.close();
      throw error;
    }
    const statements = new PreparedStatements(database);
    const group = new CommitGroup({ database, statements, timeoutMs: this.#options.timeoutMs });
    this.#session = { database, statements, group };
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    session?.group.close();
    if (this.#options.owned) session?.database.close();
  }

  find<T>(statement: Statement, values: Values, decode: (row: Row) => T): Eventually<T | undefined> {
    const { statements } = this.#open();
    return this.#read(() => {
      const found = statements.get(statement, values);
      return found && decode(found);
    });
  }

  list<T>(statement: Statement, values: Values, decode: (row: Row) => T): Eventually<readonly T[]> {
    const { statements } = this.#open();
    return this.#read(() => statements.all(statement, values).map((found) => decode(found)));
  }

  write(statement: Statement, values: Values): Promise<readonly Row[]> {
    return this.transaction(() => writeStep(statement, values));
  }

  transaction<T>(step: () => Step<T>): Promise<T> {
    return this.#open().group.add(step);
  }

  #open(): Session {
    if (this.#session === undefined) throw engineFailure('Cannot use the store: it is not open');
    return this.#session;
  }

  /** With WAL a read waits for nobody, but for a moment when a process recovers or closes the file. */
  #read<T>(read: () => T): Eventually<T> {
    try {
      return read();
    } catch (error) {
      if (isBusy(error)) return this.#readAgain(read);
      throw sqliteFailure(error);
    }
  }

  async #readAgain<T>(read: () => T): Promise<T> {
    const { timeoutMs } = this.#options;
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      await setTimeout(2);
      try {
        return read();
      } catch (error) {
        if (!isBusy(error)) throw sqliteFailure(error);
      }
    }
    throw sqliteBusy(timeoutMs);
  }
}

function* writeStep(statement: Statement, values: Values): Step<readonly Row[]> {
  return yield { statement, values };
}
