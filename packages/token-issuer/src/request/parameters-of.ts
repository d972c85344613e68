import { invalidRequest } from '../oauth-errors.js';
import { isPlainText } from './form-decode.js';
import { addParameter, type Parameters } from './parameters.js';

/** The parameters that an object holds. @throws InvalidRequestError unless each of them is a single plain text. */
export function parametersOf(body: object): Parameters {
  if (Array.isArray(body)) throw invalidRequest('The body is not a set of parameters');
  const parameters = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'string' || !isPlainText(value)) {
      throw invalidRequest('A parameter is not a single plain text');
    }
    addParameter(parameters, name, value);
  }
  return parameters;
}
