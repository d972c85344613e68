import { describe, expect, it } from 'vitest';
import { type ApiKeyOptions, apiKey } from '../src/index.js';
import { createRegistry, issuer } from './support/registry.js';

const good = { keys: createRegistry().keys, issuer };

describe('apiKey refuses at creation', () => {
  it.each([
    ['no keys', { keys: undefined }, 'keys is missing, or was not made by createApiKeys'],
    ['keys of another make', { keys: new Map() }, 'keys is missing, or was not made by createApiKeys'],
    ['no issuer', { issuer: undefined }, 'issuer is missing'],
    ['an empty issuer', { issuer: '' }, 'issuer is missing'],
    ['a header with a space', { header: 'API Key' }, 'header is not the name of a header'],
    ['an empty header', { header: '' }, 'header is not the name of a header'],
    [
      'the header of tokens',
      { header: 'Authorization' },
      'header is Authorization, which has another meaning',
    ],
    ['cookies', { header: 'cookie' }, 'header is cookie, which has another meaning'],
    ['no environment', { environments: [] }, 'environments must be a list of live and test, not empty'],
    [
      'an environment as text',
      { environments: 'live' },
      'environments must be a list of live and test, not empty',
    ],
    [
      'an unknown environment',
      { environments: ['prod'] },
      'environments must be a list of live and test, not empty',
    ],
    ['an empty realm', { realm: '' }, 'realm is not text'],
    ['another status', { invalidCredentialStatus: 200 }, 'invalidCredentialStatus must be 401 or 403'],
    ['a switch that is text', { besideAnyClient: 'no' }, 'besideAnyClient must be true or false'],
    ['another one', { acceptForwardedFor: 1 }, 'acceptForwardedFor must be true or false'],
    [
      'a cache of nothing',
      { cache: { maxEntries: 0 } },
      'cache.maxEntries is 0, must be a number, at least 2',
    ],
    [
      'a cache without end',
      { cache: { maxBytes: Infinity } },
      'cache.maxBytes is Infinity, must be a number, at least 2',
    ],
    ['no clock', { clock: {} }, 'clock has no function now'],
  ])('%s', (_, options, problem) => {
    const wrong = { ...good, ...options } as unknown as ApiKeyOptions;
    expect(() => apiKey(wrong)).toThrow(new TypeError(`Cannot create API key middleware: ${problem}`));
  });

  it.each([
    [{ ...good, headers: 'x' }, /unknown option "headers"/],
    [{ ...good, cache: { size: 1 } }, /cache: unknown option "size"/],
    [undefined, /options must be an object/],
  ])('the options %#', (options, message) => {
    expect(() => apiKey(options as ApiKeyOptions)).toThrow(message);
  });
});

it('has a name for stack traces and route lists', () => {
  expect(apiKey(good).name).toBe('apiKeyMiddleware');
});
