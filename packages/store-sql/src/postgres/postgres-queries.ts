import type { Row, Statement, Values } from '../statement.js';
import type { Step } from '../step.js';
import { isLostRace, postgresFailure } from './postgres-failure.js';
import type { PostgresClient, PostgresQuery } from './postgres-pool.js';

const numberTypes = new Set([20, 21, 23]);

/** Whole numbers as numbers, those of 8 bytes too: times fit. Everything else as the text it is. */
const types = {
  getTypeParser: (oid: number): ((value: string) => unknown) => (numberTypes.has(oid) ? Number : String),
};

/** A statement of ours, prepared once on each connection. */
export function runStatement(
  client: PostgresClient,
  { name, postgres }: Statement,
  values: Values,
): Promise<readonly Row[]> {
  return rowsOf(client, { name, text: postgres, values, rowMode: 'array', types });
}

/** A text as it is: what begins and ends a transaction, and migrations. */
export function runText(client: PostgresClient, text: string): Promise<readonly Row[]> {
  return rowsOf(client, { text, rowMode: 'array', types });
}

/** All statements of a step between `BEGIN` and `COMMIT`. */
export async function runStep<T>(client: PostgresClient, step: Step<T>): Promise<T> {
  await runText(client, 'BEGIN ISOLATION LEVEL READ COMMITTED');
  let next = step.next([]);
  while (next.done !== true) {
    next = step.next(await runStatement(client, next.value.statement, next.value.values));
  }
  await runText(client, 'COMMIT');
  return next.value;
}

async function rowsOf(client: PostgresClient, query: PostgresQuery): Promise<readonly Row[]> {
  try {
    return (await client.query(query)).rows as readonly Row[];
  } catch (error) {
    throw isLostRace(error) ? error : postgresFailure(error);
  }
}
