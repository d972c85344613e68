import { InvalidRequestError } from '../refusal-errors.js';

const defaultLimit = 100;
const highestLimit = 1000;

/** A page of a list: at most `limit` records, those behind the one named `after`. */
export interface Page {
  readonly limit: number;
  readonly after?: string;
}

/**
 * The page that a query asks for: `?limit=50&after=…`; 100 records from the first one where it does not say.
 *
 * @throws InvalidRequestError when `limit` is not a whole number from 1 to 1000.
 */
export function readPage(query: URLSearchParams): Page {
  const limit = Number(query.get('limit') ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit) {
    const description = `The parameter limit must be a whole number from 1 to ${highestLimit}`;
    throw new InvalidRequestError(description, { reason: 'invalid_request', description });
  }
  const after = query.get('after');
  return { limit, ...(after && { after }) };
}
