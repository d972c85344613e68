import type { InvalidRequestError } from '@portcullis/core';
import { invalidRequest } from '../oauth-errors.js';
import { formDecode, isFormEncoded } from './form-decode.js';
import { addParameter, type Parameters } from './parameters.js';

/**
 * A form body to its parameters.
 *
 * @throws InvalidRequestError when it is not the one spelling of a form, or a parameter is repeated.
 */
export function parseForm(text: string): Parameters {
  const parameters = new Map<string, string>();
  eachPair(text, (name, value) => addParameter(parameters, name, value));
  return parameters;
}

/**
 * Hands on each name of a form with its value, in their order, repeats and all.
 *
 * @throws InvalidRequestError when it is not the one spelling of a form.
 */
export function eachPair(text: string, take: (name: string, value: string) => void): void {
  if (!isFormEncoded(text)) throw malformedForm();
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    if (equals === -1) continue;
    const name = formDecode(pair.slice(0, equals));
    const value = formDecode(pair.slice(equals + 1));
    if (name === undefined || value === undefined) throw malformedForm();
    take(name, value);
  }
}

function malformedForm(): InvalidRequestError {
  return invalidRequest('The parameters are not a well-formed form');
}
