import { allOf, anyOf, type Guard, optional } from '@portcullis/core';

/** Every state of each credential. `other` is good, and of another client than `good`. */
export const states = ['absent', 'malformed', 'invalid', 'good', 'other'] as const;
export type State = (typeof states)[number];

const keyBare = 'ApiKey header="API-Key"';
const keyWrong = `${keyBare}, error="invalid_api_key"`;
const tokenBare = 'Bearer realm="api"';
const tokenWrong = `${tokenBare}, error="invalid_token"`;
const tokenUnreadable = `${tokenBare}, error="invalid_request"`;

export interface Expected {
  readonly status: number;
  readonly challenges?: readonly string[];
  readonly error?: string;
  /** Of the principal: its client, and the kinds of its credentials. */
  readonly caller?: string;
}

export const through = (client: string, ...kinds: readonly string[]): Expected => ({
  status: 200,
  caller: `${client} by ${kinds.join(' and ')}`,
});
const anonymous: Expected = { status: 200, caller: 'nobody' };
export const mismatch: Expected = { status: 403, challenges: [], error: 'credential_mismatch' };
export const clientOf = (state: State) => (state === 'good' ? 'app' : 'other');
const isGood = (state: State) => state === 'good' || state === 'other';
export const isBad = (state: State) => state === 'malformed' || state === 'invalid';

/** A key that is not good: one answer, whatever is wrong with it. */
const badKey = (...after: readonly string[]): Expected => ({
  status: 401,
  challenges: [keyWrong, ...after],
  error: 'invalid_api_key',
});
const badToken = (token: State, ...after: readonly string[]): Expected =>
  token === 'malformed'
    ? { status: 400, challenges: [tokenUnreadable, ...after], error: 'invalid_request' }
    : { status: 401, challenges: [tokenWrong, ...after], error: 'invalid_token' };
const missing = (...challenges: readonly string[]): Expected => ({ status: 401, challenges });

/** Both are good: the token leads, and they must be of one client. */
const bothGood = (key: State, token: State): Expected =>
  clientOf(key) === clientOf(token) ? through(clientOf(token), 'apiKey', 'token') : mismatch;

interface Composition {
  readonly name: string;
  readonly guards: (application: Guard, user: Guard) => readonly Guard[];
  readonly expected: (key: State, token: State) => Expected;
}

export const keyThenToken: Composition['expected'] = (key, token) => {
  if (key === 'absent') return missing(keyBare, tokenBare);
  if (isBad(key)) return badKey(tokenBare);
  if (token === 'absent') return missing(tokenBare);
  return isBad(token) ? badToken(token) : bothGood(key, token);
};

const either: Composition['expected'] = (key, token) => {
  if (isGood(key)) return through(clientOf(key), 'apiKey');
  if (isGood(token)) return through(clientOf(token), 'token');
  if (isBad(key)) return badKey(tokenBare);
  return isBad(token) ? badToken(token, keyBare) : missing(keyBare, tokenBare);
};

export const compositions: readonly Composition[] = [
  {
    name: 'key, then token, as two guards',
    guards: (application, user) => [application, user],
    expected(key, token) {
      if (key === 'absent') return missing(keyBare);
      return isBad(key) ? badKey() : keyThenToken(key, token);
    },
  },
  {
    name: 'allOf(key, token)',
    guards: (application, user) => [allOf(application, user)],
    expected: keyThenToken,
  },
  {
    name: 'allOf(token, key)',
    guards: (application, user) => [allOf(user, application)],
    expected(key, token) {
      if (token === 'absent') return missing(tokenBare, keyBare);
      if (isBad(token)) return badToken(token, keyBare);
      if (key === 'absent') return missing(keyBare);
      return isBad(key) ? badKey() : bothGood(key, token);
    },
  },
  {
    name: 'anyOf(key, token)',
    guards: (application, user) => [anyOf(application, user)],
    expected: either,
  },
  {
    name: 'optional(key), then token',
    guards: (application, user) => [optional(application), user],
    expected(key, token) {
      if (isBad(key)) return badKey();
      if (token === 'absent') return missing(tokenBare);
      if (isBad(token)) return badToken(token);
      return key === 'absent' ? through(clientOf(token), 'token') : bothGood(key, token);
    },
  },
  {
    name: 'allOf(key, optional(token))',
    guards: (application, user) => [allOf(application, optional(user))],
    expected(key, token) {
      if (isGood(key) && token === 'absent') return through(clientOf(key), 'apiKey');
      return keyThenToken(key, token);
    },
  },
  {
    name: 'optional(allOf(key, token))',
    guards: (application, user) => [optional(allOf(application, user))],
    expected(key, token) {
      if (key === 'absent' && token === 'absent') return anonymous;
      // Half of it was sent: the half that is wrong speaks, or the one that is missing is asked for.
      if (key === 'absent') return isGood(token) ? missing(keyBare) : badToken(token, keyBare);
      if (token === 'absent' && isGood(key)) return missing(tokenBare);
      return keyThenToken(key, token);
    },
  },
  {
    name: 'optional(anyOf(key, token))',
    guards: (application, user) => [optional(anyOf(application, user))],
    expected: (key, token) => (key === 'absent' && token === 'absent' ? anonymous : either(key, token)),
  },
];
