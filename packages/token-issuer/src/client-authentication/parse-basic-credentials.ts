import { InvalidRequestError } from '@portcullis/core';
import { formDecode, isFormEncoded } from '../request/form-decode.js';

export interface BasicCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The scheme as a whole word (RFC 9110 §11.4), and the spaces behind it. */
const basicScheme = /^basic(?![\w!#$%&'*+.^`|~-]) */i;

/**
 * The `Authorization` field of a client that sends its id and secret by HTTP Basic, each form-encoded (RFC 7617 §2,
 * RFC 6749 §2.3.1). `undefined` for another scheme.
 *
 * @throws InvalidRequestError when it is Basic and malformed.
 */
export function parseBasicCredentials(authorization: string): BasicCredentials | undefined {
  const scheme = basicScheme.exec(authorization);
  if (scheme === null) return undefined;
  const pair = decodeBase64(authorization.slice(scheme[0].length));
  const colon = pair?.indexOf(':') ?? -1;
  if (pair === undefined || colon === -1) throw malformedCredentials();
  const clientId = formDecode(pair.slice(0, colon));
  const clientSecret = formDecode(pair.slice(colon + 1));
  if (clientId === undefined || clientSecret === undefined) throw malformedCredentials();
  return { clientId, clientSecret };
}

/** One text, one spelling: what does not encode back to the same characters is refused. */
function decodeBase64(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  const text = bytes.toString('latin1');
  return bytes.toString('base64') === encoded && isFormEncoded(text) ? text : undefined;
}

function malformedCredentials(): InvalidRequestError {
  const description = 'The Authorization header holds no well-formed Basic credentials';
  return new InvalidRequestError(description, { reason: 'malformed_header', description });
}
