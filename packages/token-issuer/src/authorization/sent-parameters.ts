import { SecurityError } from '@portcullis/core';
import { invalidRequest } from '../oauth-errors.js';
import { isPlainText } from '../request/form-decode.js';
import { addParameter, type Parameters } from '../request/parameters.js';
import { eachPair } from '../request/parse-form.js';

/** Parameters of an authorization request. A repeated one is wrong, but who is to hear of it stands in the others. */
export interface SentParameters {
  /** Those that were sent once. */
  readonly values: Parameters;
  readonly repeated: ReadonlySet<string>;
}

/** More than honest requests have; what is asked comes back in URLs, which have to stay below what servers take. */
const maxLength = 4096;

/** What the way through login and consent adds does not count: a request that was taken comes back. Each is short, or known. */
const uncounted = new Set(['scope', 'signed_in_after', 'consented_after', 'decision']);

/** A query or form body to its parameters. @throws SecurityError when it cannot be read or is too long. */
export function parseSentParameters(text: string): SentParameters {
  return collect((add) => eachPair(text, add));
}

/** The parameters of a body that was parsed before, a repeated one as a list. @throws SecurityError as above. */
export function sentParametersOf(body: object): SentParameters {
  return collect((add) => {
    for (const [name, value] of Object.entries(body)) {
      for (const one of repeatsOf(value)) {
        if (typeof one !== 'string' || !isPlainText(name + one))
          throw invalidRequest('A parameter is not a plain text');
        add(name, one);
      }
    }
  });
}

/** Parameters as the query of a URL, which `parseSentParameters` reads back. */
export function formatQuery(parameters: Iterable<readonly [name: string, value: string]>): string {
  return [...parameters].map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

function collect(each: (add: (name: string, value: string) => void) => void): SentParameters {
  const values = new Map<string, string>();
  const repeated = new Set<string>();
  each((name, value) => {
    if (values.has(name) && value !== '') repeated.add(name);
    else addParameter(values, name, value);
  });
  const counted = [...values].filter(([name]) => !uncounted.has(name));
  if (formatQuery(counted).length > maxLength) throw tooLong();
  for (const name of repeated) values.delete(name);
  return { values, repeated };
}

/** A list of one is none of ours: it was sent as `name[]`, which is another name. */
function repeatsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 1 ? value : [value];
}

function tooLong(): SecurityError {
  const description = `The authorization request is longer than ${maxLength} characters`;
  return new SecurityError(description, {
    status: 413,
    code: 'invalid_request',
    reason: 'too_large',
    description,
  });
}
