import { isSecurityError } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import {
  type ActiveAnswer,
  type AnswerRules,
  checkActiveAnswer,
  readIntrospectionAnswer,
} from '../../src/introspection/introspection-answer.js';

const good = {
  active: true,
  iss: 'https://login.example',
  aud: 'https://api.example',
  client_id: 'app',
  sub: 'alice',
  scope: 'a b',
  token_type: 'Bearer',
  exp: 2000,
  iat: 1000,
  nbf: 1000,
  jti: 'j',
};

describe('readIntrospectionAnswer, RFC 7662 §2.2', () => {
  it.each<[string, object]>([
    ['no active', { active: undefined }],
    ['active as text', { active: 'true' }],
    ['active as a number', { active: 1 }],
    ['active: null', { active: null }],
    ['active as a list', { active: [true] }],
    ['inactive as text', { active: 'false' }],
    ...['scope', 'client_id', 'token_type', 'sub', 'iss', 'jti'].flatMap((name): [string, object][] => [
      [`${name} as a number`, { [name]: 7 }],
      [`${name} as a list`, { [name]: ['a'] }],
      [`${name} as null`, { [name]: null }],
    ]),
    ...['client_id', 'token_type', 'sub', 'iss', 'jti', 'aud'].map((name): [string, object] => [
      `an empty ${name}`,
      { [name]: '' },
    ]),
    ...['exp', 'iat', 'nbf'].flatMap((name): [string, object][] => [
      [`${name} as text`, { [name]: '2000' }],
      [`${name} below the epoch`, { [name]: -1 }],
      [`${name} beyond what can be counted`, { [name]: 1e300 }],
      [`${name} as null`, { [name]: null }],
      [`${name} as an object`, { [name]: {} }],
    ]),
    ['aud as a number', { aud: 1 }],
    ['aud with something else in it', { aud: ['https://api.example', 1] }],
    ['cnf as text', { cnf: 'x' }],
    ['cnf as a list', { cnf: [] }],
    ['roles as text', { roles: 'admin' }],
    ['permissions with something else in it', { permissions: ['a', null] }],
  ])('learns nothing from %s', (_what, changes) => {
    const read = () => readIntrospectionAnswer({ ...good, ...changes });
    expect(read).toThrow(/^Cannot read introspection answer: \w+ is (of another type|not true or false)$/);
  });

  it('looks at nothing but active when that is false', () => {
    expect(readIntrospectionAnswer({ active: false })).toBeUndefined();
    expect(readIntrospectionAnswer({ active: false, exp: 'soon', scope: 7 })).toBeUndefined();
  });

  it.each<[string, object]>([
    ['all members', {}],
    ['several audiences', { aud: ['https://other.example', 'https://api.example'] }],
    ['a time with a fraction', { exp: 2000.5 }],
    ['an empty scope', { scope: '' }],
    ['members it does not know', { username: 7, ext: null }],
  ])('reads %s', (_what, changes) => {
    expect(readIntrospectionAnswer({ ...good, ...changes })).toEqual({ ...good, ...changes });
  });
});

describe('checkActiveAnswer', () => {
  const rules: AnswerRules = {
    issuer: 'https://login.example',
    audiences: ['https://api.example', 'https://api2.example'],
    acceptUntyped: false,
    clockToleranceSeconds: 5,
  };
  const check = (changes: object, now = 1500, changedRules: Partial<AnswerRules> = {}) => {
    const answer = { ...good, ...changes } as unknown as ActiveAnswer;
    try {
      checkActiveAnswer(answer, { ...rules, ...changedRules }, now * 1000);
      return 'accepted';
    } catch (error) {
      return isSecurityError(error) ? error.reason : error;
    }
  };

  it.each<[string, object, number, string]>([
    ['another issuer', { iss: 'https://login.example/' }, 1500, 'wrong_issuer'],
    ['no audience', { aud: undefined }, 1500, 'missing_claim'],
    ['another audience', { aud: 'https://api.example/' }, 1500, 'wrong_audience'],
    ['an empty list of audiences', { aud: [] }, 1500, 'wrong_audience'],
    ['the very second of its end', {}, 2000, 'expired'],
    ['a beginning beyond the tolerance', { nbf: 1506 }, 1500, 'not_yet_valid'],
    ['an issue in the future', { iat: 1506 }, 1500, 'not_yet_valid'],
    ['no type, as a refresh token has none', { token_type: undefined }, 1500, 'missing_claim'],
    ['a token that is bound', { token_type: 'DPoP' }, 1500, 'wrong_type'],
    ['a refresh token that says so', { token_type: 'refresh_token' }, 1500, 'wrong_type'],
  ])('refuses %s', (_what, changes, now, reason) => {
    expect(check(changes, now)).toBe(reason);
  });

  it.each<[string, object, number]>([
    ['a token for here and now', {}, 1500],
    ['one of several audiences', { aud: ['x', 'https://api2.example'] }, 1500],
    ['no issuer, since it was the one that was asked', { iss: undefined }, 1500],
    ['no end', { exp: undefined }, 1500],
    ['the last millisecond', {}, 1999.999],
    ['a beginning within the tolerance', { nbf: 1505, iat: 1505 }, 1500],
    ['a type in other letters', { token_type: 'bearer' }, 1500],
  ])('accepts %s', (_what, changes, now) => {
    expect(check(changes, now)).toBe('accepted');
  });

  it('accepts no type where it was told so, and still no other type', () => {
    expect(check({ token_type: undefined }, 1500, { acceptUntyped: true })).toBe('accepted');
    expect(check({ token_type: 'DPoP' }, 1500, { acceptUntyped: true })).toBe('wrong_type');
  });
});
