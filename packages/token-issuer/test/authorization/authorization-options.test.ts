import { createMemoryStore } from '@portcullis/store';
import { describe, expect, it } from 'vitest';
import { authorizationCode, createClients, tokenIssuer } from '../../src/index.js';

const store = createMemoryStore();
const good = {
  issuer: 'https://issuer.example',
  audience: 'https://api.example',
  store,
  clients: createClients({ store }),
  grants: [authorizationCode],
  paths: { authorize: '/oauth/authorize' },
  authenticate: () => ({ denied: true as const }),
  askConsent: null,
};

// Options as they come from somebody who writes JavaScript.
const create = (options: object) => () => tokenIssuer({ ...good, ...options });

describe('tokenIssuer with an authorization endpoint refuses at creation', () => {
  it.each<[string, object, RegExp]>([
    ['no authenticate', { authenticate: undefined }, /authenticate is missing/],
    ['an authenticate that is no function', { authenticate: { user: 'ann' } }, /authenticate is missing/],
    ['no askConsent', { askConsent: undefined }, /askConsent is missing; null says/],
    ['an askConsent that is no function', { askConsent: '/consent' }, /askConsent is missing/],
    ['askConsent: false', { askConsent: false }, /askConsent is missing/],
    ['codes of 9 seconds', { codeSeconds: 9 }, /codeSeconds is 9/],
    ['codes of 601 seconds', { codeSeconds: 601 }, /codeSeconds is 601/],
    ['codes that live for a text', { codeSeconds: '60' }, /codeSeconds is 60/],
    ['grants without the one for codes', { grants: undefined }, /needs the grant authorizationCode/],
    ['a path that is none', { paths: { authorize: 'authorize' } }, /paths.authorize is authorize/],
    ['authenticate without the path', { paths: {} }, /authenticate is given without paths.authorize/],
    [
      'askConsent without the path',
      { paths: undefined, authenticate: undefined },
      /askConsent is given without paths.authorize/,
    ],
    [
      'codeSeconds without the path',
      { paths: {}, authenticate: undefined, askConsent: undefined, codeSeconds: 60 },
      /codeSeconds is given without paths.authorize/,
    ],
  ])('%s', (_, options, message) => {
    expect(create(options)).toThrow(TypeError);
    expect(create(options)).toThrow(message);
  });

  it('and takes what is right', () => {
    expect(create({})).not.toThrow();
    expect(create({ codeSeconds: 600, askConsent: () => '/consent' })).not.toThrow();
  });
});
