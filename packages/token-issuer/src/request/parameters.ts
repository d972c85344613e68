import { invalidRequest } from '../oauth-errors.js';

/** The parameters of one request: each once, none empty, all of them text. */
export type Parameters = ReadonlyMap<string, string>;

/** Far more than any OAuth request has; a body of nothing but parameters must not cost us a table of 50,000. */
const maxParameters = 100;

/**
 * Adds one parameter under the rules of RFC 6749 §3.2: one without a value counts as left out, a repeated one is
 * refused.
 *
 * @throws InvalidRequestError
 */
export function addParameter(parameters: Map<string, string>, name: string, value: string): void {
  if (value === '') return;
  if (parameters.has(name)) throw invalidRequest('A parameter appears more than once');
  if (parameters.size >= maxParameters) throw invalidRequest('There are too many parameters');
  parameters.set(name, value);
}
