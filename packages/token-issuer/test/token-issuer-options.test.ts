import { createMemoryStore } from '@portcullis/store';
import { describe, expect, it } from 'vitest';
import { clientCredentials, clientSecretBasic, createClients, tokenIssuer } from '../src/index.js';

const store = createMemoryStore();
const good = {
  issuer: 'https://issuer.example',
  audience: 'https://api.example',
  store,
  clients: createClients({ store }),
};

// Options as they come from somebody who writes JavaScript.
const create = (options: object) => () => tokenIssuer({ ...good, ...options });

describe('tokenIssuer refuses at creation', () => {
  it.each([
    ['an unknown option', { audiense: 'x' }, /unknown option "audiense"/],
    ['no issuer', { issuer: undefined }, /issuer is missing/],
    ['an issuer that is no URL', { issuer: 'issuer.example' }, /issuer is no absolute URL/],
    ['an http issuer off loopback', { issuer: 'http://issuer.example' }, /issuer .*must be https/],
    ['an issuer with a query', { issuer: 'https://issuer.example?x' }, /issuer has a query/],
    ['an issuer with a fragment', { issuer: 'https://issuer.example#x' }, /issuer has a fragment/],
    ['no audience', { audience: undefined }, /audience is missing/],
    ['an empty list of audiences', { audience: [] }, /audience is missing/],
    ['an audience that is no text', { audience: [7] }, /audience must be a text/],
    ['an empty audience', { audience: '' }, /audience must be a text/],
    ['no store', { store: undefined }, /store is missing/],
    ['no clients', { clients: undefined }, /clients is missing/],
    ['a symmetric algorithm', { algorithm: 'HS256' }, /algorithm is HS256/],
    ['no algorithm', { algorithm: 'none' }, /algorithm is none/],
    ['another kind of token', { accessToken: 'paseto' }, /accessToken must be jwt or opaque/],
    ['a lifetime of 0', { accessTokenSeconds: 0 }, /accessTokenSeconds is 0/],
    ['a lifetime of half a second', { accessTokenSeconds: 0.5 }, /accessTokenSeconds is 0.5/],
    ['a lifetime of two days', { accessTokenSeconds: 172_800 }, /accessTokenSeconds is 172800/],
    ['a lifetime that is text', { accessTokenSeconds: '300' }, /accessTokenSeconds is 300/],
    [
      'a lifetime beyond the memory of the store',
      { accessTokenSeconds: 301, store: createMemoryStore({ longestTokenSeconds: 300 }) },
      /longer than the store remembers/,
    ],
    ['no grants', { grants: [] }, /grants is empty/],
    ['a grant twice', { grants: [clientCredentials, clientCredentials] }, /grants has one of them twice/],
    [
      'a method twice',
      { clientAuthentication: [clientSecretBasic, clientSecretBasic] },
      /clientAuthentication has one/,
    ],
    ['an unknown path', { paths: { tokens: '/x' } }, /unknown option "tokens"/],
    ['a path that is none', { paths: { token: 'oauth/token' } }, /paths.token is oauth\/token/],
    ['a path with a query', { paths: { token: '/token?x' } }, /paths.token is/],
    ['one path for two endpoints', { paths: { token: '/x', jwks: '/x' } }, /paths has one of them twice/],
    ['a path for revocation that is none', { paths: { revoke: 'x' } }, /paths.revoke is x/],
    ['introspectors that are a list', { mayIntrospect: ['api'] }, /mayIntrospect must be a function/],
    ['an unknown option of refresh tokens', { refreshTokens: { days: 1 } }, /unknown option "days"/],
    ['refresh tokens idle for 0', { refreshTokens: { idleSeconds: 0 } }, /refreshTokens.idleSeconds is 0/],
    [
      'refresh tokens of two years',
      { refreshTokens: { lifetimeSeconds: 63_072_000 } },
      /lifetimeSeconds is 6/,
    ],
    ['a grace of an hour', { refreshTokens: { graceSeconds: 3600 } }, /graceSeconds is 3600/],
    ['another word for rotating', { refreshTokens: { confidentialClients: true } }, /rotate or prolong/],
    ['acceptJson as a text', { acceptJson: 'yes' }, /acceptJson must be true or false/],
    ['an unknown limit', { failureLimits: { perUser: 1 } }, /unknown option "perUser"/],
    ['a limit of 0', { failureLimits: { perClient: 0 } }, /failureLimits.perClient is 0/],
    ['a publication too short for caches', { keyPublicationSeconds: 1 }, /keyPublicationSeconds is 1/],
  ])('%s', (_, options, message) => {
    expect(create(options)).toThrow(TypeError);
    expect(create(options)).toThrow(message);
  });
});

describe('createClients refuses at creation', () => {
  it.each([
    ['an unknown option', { store, scope: [] }, /unknown option "scope"/],
    ['no store', {}, /store is missing/],
    ['scopes that are no list', { store, scopes: 'claims' }, /scopes is not a list/],
    ['roles that are no table', { store, roles: { names: 'x' } }, /roles.names is not a list/],
  ])('%s', (_, options, message) => {
    expect(() => createClients(options as Parameters<typeof createClients>[0])).toThrow(message);
  });
});
