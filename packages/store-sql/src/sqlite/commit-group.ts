import { engineFailure } from '@portcullis/store/engine';
import type { Row } from '../statement.js';
import type { Step } from '../step.js';
import type { PreparedStatements } from './prepared-statements.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { isBusy, sqliteBusy, sqliteFailure } from './sqlite-failure.js';

/** A step that waits for its commit. */
interface Waiting {
  /** Runs the step; gives what settles its promise once the commit is durable. */
  run(statements: PreparedStatements): () => void;
  refuse(error: unknown): void;
  /** On the monotonic clock. */
  readonly deadline: number;
}

export interface CommitGroupOptions {
  readonly database: SqliteDatabase;
  readonly statements: PreparedStatements;
  /** How long a step may wait for other processes, in milliseconds. */
  readonly timeoutMs: number;
}

/** More steps in one commit would keep the event loop busy for too long. */
const mostSteps = 100;
const shortestPauseMs = 1;
const longestPauseMs = 4;

/**
 * Steps that come in one turn of the event loop share a transaction, and so one wait for the disk. The whole of it runs
 * at once: nothing else of this process comes in between. A step that throws spoils the group, so everybody's step is
 * taken back and each is run again, alone.
 */
export class CommitGroup {
  readonly #options: CommitGroupOptions;
  #waiting: Waiting[] = [];
  /** Takes back the next commit, while one is planned. */
  #unplan: (() => void) | undefined;
  #closed = false;

  constructor(options: CommitGroupOptions) {
    this.#options = options;
  }

  /** Resolves when the step is durable. */
  add<T>(step: () => Step<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw engineFailure('Cannot use the store: it is closed');
      this.#waiting.push({
        run(statements) {
          const result = runStep(step(), statements);
          return () => resolve(result);
        },
        refuse: (error) => reject(sqliteFailure(error)),
        deadline: performance.now() + this.#options.timeoutMs,
      });
      this.#commitSoon();
    });
  }

  /** What waits is still committed, unless another process holds the file. */
  close(): void {
    this.#closed = true;
    while (this.#waiting.length > 0 && this.#commitNext());
    this.#unplan?.();
    for (const { refuse } of this.#waiting) refuse(engineFailure('Cannot use the store: it is closed'));
    this.#waiting = [];
  }

  readonly #commitWaiting = (): void => {
    this.#unplan = undefined;
    if (this.#commitNext() && this.#waiting.length > 0) this.#commitSoon();
  };

  #commitSoon(): void {
    if (this.#unplan !== undefined) return;
    const planned = setImmediate(this.#commitWaiting);
    this.#unplan = () => clearImmediate(planned);
  }

  /** After a time at random, so that processes that wait for each other do not keep step. */
  #commitLater(): void {
    if (this.#unplan !== undefined) return;
    const pauseMs = shortestPauseMs + Math.random() * (longestPauseMs - shortestPauseMs);
    const planned = setTimeout(this.#commitWaiting, pauseMs);
    this.#unplan = () => clearTimeout(planned);
  }

  /** @returns false when it could not be done now. */
  #commitNext(): boolean {
    const group = this.#waiting.splice(0, mostSteps);
    const done = this.#commit(group);
    if (!done) this.#waitForOthers(group);
    return done;
  }

  /** @returns false when another process holds the file, and nothing was done. */
  #commit(group: readonly Waiting[]): boolean {
    try {
      this.#options.database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      if (isBusy(error)) return false;
      for (const { refuse } of group) refuse(error);
      return true;
    }
    this.#runAndCommit(group);
    return true;
  }

  #runAndCommit(group: readonly Waiting[]): void {
    const { database, statements } = this.#options;
    try {
      const settle = group.map((waiting) => waiting.run(statements));
      database.exec('COMMIT');
      for (const settleOne of settle) settleOne();
    } catch (error) {
      this.#rollBack();
      this.#runAlone(group, error);
    }
  }

  #runAlone(group: readonly Waiting[], error: unknown): void {
    const [first, ...others] = group;
    if (others.length === 0) first?.refuse(error);
    else for (const waiting of group) if (!this.#commit([waiting])) this.#waitForOthers([waiting]);
  }

  #rollBack(): void {
    try {
      this.#options.database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
  }

  #waitForOthers(group: readonly Waiting[]): void {
    const now = performance.now();
    for (const { refuse, deadline } of group) {
      if (deadline <= now) refuse(sqliteBusy(this.#options.timeoutMs));
    }
    this.#waiting = [...group.filter(({ deadline }) => deadline > now), ...this.#waiting];
    if (this.#waiting.length > 0) this.#commitLater();
  }
}

function runStep<T>(step: Step<T>, statements: PreparedStatements): T {
  let rows: readonly Row[] = [];
  for (;;) {
    const next = step.next(rows);
    if (next.done === true) return next.value;
    rows = statements.all(next.value.statement, next.value.values);
  }
}
