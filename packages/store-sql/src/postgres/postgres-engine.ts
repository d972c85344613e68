import type { Clock } from '@portcullis/core';
import { engineFailure, reasonOf } from '@portcullis/store/engine';
import type { Engine } from '../engine.js';
import type { Row, Statement, Values } from '../statement.js';
import type { Step } from '../step.js';
import { migrate } from './migrate.js';
import { isLostRace, postgresFailure } from './postgres-failure.js';
import type { PostgresClient, PostgresPool } from './postgres-pool.js';
import { runStatement, runStep } from './postgres-queries.js';
import { withClient } from './with-client.js';

export interface PostgresEngineOptions {
  open(): Promise<PostgresPool>;
  /** Is the pool ours to end? */
  readonly owned: boolean;
  /** What connects to where, for people to read; without the password. */
  readonly place: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** Each statement is a round trip, each step one transaction; all of it within the deadline. */
export class PostgresEngine implements Engine {
  readonly #options: PostgresEngineOptions;
  #pool: PostgresPool | undefined;

  constructor(options: PostgresEngineOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { place, clock } = this.#options;
    this.#pool ??= listened(await this.#options.open());
    try {
      await migrate(this.#pool, clock.now());
    } catch (cause) {
      throw new Error(`Cannot open PostgreSQL store at ${place}: ${reasonOf(cause)}`, { cause });
    }
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    if (this.#options.owned) await pool?.end();
    else pool?.off('error', ignore);
  }

  async find<T>(statement: Statement, values: Values, decode: (row: Row) => T): Promise<T | undefined> {
    const [found] = await this.#run(statement, values);
    return found && decode(found);
  }

  async list<T>(statement: Statement, values: Values, decode: (row: Row) => T): Promise<readonly T[]> {
    const rows = await this.#run(statement, values);
    return rows.map((found) => decode(found));
  }

  write(statement: Statement, values: Values): Promise<readonly Row[]> {
    return this.#run(statement, values);
  }

  transaction<T>(step: () => Step<T>): Promise<T> {
    return this.#attempt((client) => runStep(client, step()));
  }

  #run(statement: Statement, values: Values): Promise<readonly Row[]> {
    return this.#attempt((client) => runStatement(client, statement, values));
  }

  /** A step that lost to another one is taken again, until its time is over. */
  async #attempt<T>(work: (client: PostgresClient) => Promise<T>): Promise<T> {
    const end = performance.now() + this.#options.timeoutMs;
    for (;;) {
      const left = end - performance.now();
      try {
        return await withClient(this.#openPool(), left, work);
      } catch (error) {
        if (!isLostRace(error)) throw error;
        if (performance.now() >= end) throw postgresFailure(error);
      }
    }
  }

  #openPool(): PostgresPool {
    if (this.#pool === undefined) throw engineFailure('Cannot use the store: it is not open');
    return this.#pool;
  }
}

/** An idle connection that breaks says so to its pool; unheard, it would end the process. */
function listened(pool: PostgresPool): PostgresPool {
  pool.on('error', ignore);
  return pool;
}

function ignore(): void {}
