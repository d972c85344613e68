import { InvalidRequestError } from '@portcullis/core';

/** The parameters of one request: each once, none empty, all of them text. */
export type Parameters = ReadonlyMap<string, string>;

/** Far more than any OAuth request has; a body of nothing but parameters must not cost us a table of 50,000. */
const maxParameters = 100;

const controlOrSurrogate = /[\p{Cc}\p{Cs}]/u;

/** No control characters (RFC 6749 appendix A, RFC 7617 §2) and no halves of surrogate pairs: no store has to meet those. */
export function isPlainText(value: string): boolean {
  return !controlOrSurrogate.test(value);
}

/**
 * Adds one parameter under the rules of RFC 6749 §3.2: one without a value counts as left out, a repeated one is
 * refused, and so is one that is not a single text.
 *
 * @throws InvalidRequestError
 */
export function addParameter(parameters: Map<string, string>, name: string, value: unknown): void {
  if (value === '') return;
  if (typeof value !== 'string') throw badParameter('A parameter is not a single text value');
  if (!isPlainText(value)) throw badParameter('A parameter holds characters that are not allowed');
  if (parameters.has(name)) throw badParameter('A parameter appears more than once');
  if (parameters.size >= maxParameters) throw badParameter('There are too many parameters');
  parameters.set(name, value);
}

function badParameter(description: string): InvalidRequestError {
  return new InvalidRequestError(description, { reason: 'invalid_request', description });
}
