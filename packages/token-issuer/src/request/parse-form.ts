import { InvalidRequestError } from '@portcullis/core';
import { formDecode, isFormEncoded } from './form-decode.js';
import { addParameter, type Parameters } from './parameters.js';

/**
 * A form body to its parameters.
 *
 * @throws InvalidRequestError when it is not the one spelling of a form, or a parameter is repeated.
 */
export function parseForm(text: string): Parameters {
  if (!isFormEncoded(text)) throw malformedForm();
  const parameters = new Map<string, string>();
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    if (equals === -1) continue;
    const name = formDecode(pair.slice(0, equals));
    const value = formDecode(pair.slice(equals + 1));
    if (name === undefined || value === undefined) throw malformedForm();
    addParameter(parameters, name, value);
  }
  return parameters;
}

function malformedForm(): InvalidRequestError {
  const description = 'The body is not a well-formed form';
  return new InvalidRequestError(description, { reason: 'invalid_request', description });
}
