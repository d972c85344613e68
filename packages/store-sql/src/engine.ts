import type { Eventually } from '@portcullis/core';
import type { Row, Statement, Values } from './statement.js';
import type { Step } from './step.js';

/**
 * What the tables ask of an engine. It throws `ServiceUnavailableError` when it fails or does not answer in time, and
 * when it is not open.
 */
export interface Engine {
  /** The row of a statement that changes nothing. */
  find<T>(statement: Statement, values: Values, decode: (row: Row) => T): Eventually<T | undefined>;
  /** The rows of a statement that changes nothing. */
  list<T>(statement: Statement, values: Values, decode: (row: Row) => T): Eventually<readonly T[]>;
  /** One statement that changes something: durable when it resolves. */
  write(statement: Statement, values: Values): Promise<readonly Row[]>;
  /** Several statements, all or nothing: durable when it resolves. */
  transaction<T>(step: () => Step<T>): Promise<T>;
  /** Connects and migrates. Rejects with one clear line. */
  open(): Promise<void>;
  close(): Promise<void>;
}
