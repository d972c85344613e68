import type { InvalidRequestError } from '@portcullis/core';
import { invalidRequest } from '../oauth-errors.js';
import type { Parameters } from './parameters.js';
import { parametersOf } from './parameters-of.js';

const text = /"(?:[^"\\]|\\.)*"/g;

/**
 * A JSON object of texts to its parameters.
 *
 * @throws InvalidRequestError when it is anything else, or a parameter is repeated.
 */
export function parseJson(json: string): Parameters {
  const parsed = parsedObject(json);
  const parameters = parametersOf(parsed);
  // A member that stands twice is lost in the parsed object, and leaves its texts behind.
  const texts = json.match(text)?.length ?? 0;
  if (texts !== 2 * Object.keys(parsed).length) throw malformedJson();
  return parameters;
}

function parsedObject(json: string): object {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    throw malformedJson();
  }
  throw malformedJson();
}

function malformedJson(): InvalidRequestError {
  return invalidRequest('The body is not a JSON object that has each parameter once');
}
