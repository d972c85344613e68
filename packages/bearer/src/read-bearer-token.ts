import type { IncomingMessage } from 'node:http';
import { InvalidRequestError, type Reason, readSingleHeader } from '@portcullis/core';
import { mayCarryForm, readFormToken } from './read-form-token.js';
import { readQueryToken } from './read-query-token.js';

/** Where a token is taken from besides the `Authorization` header, and how long it may be. */
export interface TokenSources {
  readonly maxTokenBytes: number;
  readonly acceptBodyToken: boolean;
  readonly acceptQueryToken: boolean;
}

/** The scheme's name ends where no character of a token (RFC 9110 §5.6.2) follows: `Bearerish x` is another scheme. */
const BEARER = /^bearer(?![!#$%&'*+.^_`|~0-9a-z-])/i;
/** b64token of RFC 6750 §2.1. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const SPACE = 0x20;

/**
 * Reads the token of a request; `undefined` when there is none, or the `Authorization` header is of another scheme. What
 * a header brings is not held against the grammar of a token yet: `checkTokenGrammar` is for tokens not seen before.
 *
 * Form body and query are looked at even where no token is taken from them, because one in two places is refused
 * (RFC 6750 §2). A body is there only when a parser ran before.
 *
 * @throws InvalidRequestError for a repeated header, a header without a token, a token in two places or too long.
 */
export function readBearerToken(req: IncomingMessage, sources: TokenSources): string | undefined {
  const inHeader = readHeaderToken(req);
  const inForm = readFormToken(req);
  const inQuery = readQueryToken(req);
  if (inForm === undefined && inQuery === undefined) return checkLength(inHeader, sources);
  if (inHeader !== undefined || (inForm !== undefined && inQuery !== undefined)) {
    throw unreadable('it stands in more than one place', 'token_in_two_places');
  }
  const isTaken =
    inQuery === undefined ? sources.acceptBodyToken && mayCarryForm(req) : sources.acceptQueryToken;
  return isTaken ? checkLength(readText(inForm ?? inQuery), sources) : undefined;
}

/**
 * Holds a token against its grammar (RFC 6750 §2.1). Half a microsecond for a long one, which a token that is good is
 * spared: one that was verified is found by its digest, and what can be read as a JWT obeys the grammar.
 *
 * @throws InvalidRequestError for two tokens, a comma, a quote, anything that is not one b64token.
 */
export function checkTokenGrammar(token: string): void {
  if (!B64TOKEN.test(token)) throw unreadable('it is not one b64token', 'malformed_header');
}

function readHeaderToken(req: IncomingMessage): string | undefined {
  const header = readSingleHeader(req, 'authorization', 'Authorization header');
  if (header === undefined) return undefined;
  // As nearly every client writes it.
  if (header.startsWith('Bearer ') && header.length > 7 && header.charCodeAt(7) !== SPACE)
    return header.slice(7);
  if (!BEARER.test(header)) return undefined;
  const token = /^ +([^ ].*)$/s.exec(header.slice('bearer'.length))?.[1];
  if (token === undefined) throw unreadable('nothing follows the name of the scheme', 'malformed_header');
  return token;
}

/** RFC 6750 §2.2, §2.3: one parameter, and no array or object that a parser made of several. */
function readText(value: unknown): string {
  if (typeof value === 'string' && B64TOKEN.test(value)) return value;
  throw unreadable('the parameter is not one b64token', 'invalid_request');
}

function checkLength(token: string | undefined, { maxTokenBytes }: TokenSources): string | undefined {
  if (token === undefined || token.length <= maxTokenBytes) return token;
  throw unreadable(`it is longer than ${maxTokenBytes} bytes`, 'too_large');
}

function unreadable(found: string, reason: Reason): InvalidRequestError {
  return new InvalidRequestError(`Cannot read bearer token: ${found}`, { reason });
}
