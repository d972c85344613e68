import { createMemoryStore } from '@portcullis/store';
import { describe, expect, it } from 'vitest';
import { type ApiKeysOptions, createApiKeys } from '../../src/index.js';
import { createRegistry, issueKey, pepper } from '../support/registry.js';

const good = { store: createMemoryStore(), prefix: 'bank', peppers: [pepper] };

describe('createApiKeys refuses at creation', () => {
  it.each([
    ['no store', { store: undefined }, /store is missing/],
    ['a store without revocations', { store: { apiKeys: good.store.apiKeys } }, /store has no revocations/],
    ['no prefix', { prefix: undefined }, /prefix must be 2 to 20 small letters and digits/],
    ['a prefix that is none', { prefix: 'Bank_' }, /prefix must be 2 to 20 small letters and digits/],
    ['no peppers', { peppers: undefined }, /peppers must be a list/],
    ['scopes that are no list', { scopes: 'claims' }, /scopes is not a list of names/],
    ['roles that are no table', { roles: { names: 'teller' } }, /roles\.names is not a list of names/],
    ['a switch that is text', { acceptForeignKeys: 'yes' }, /acceptForeignKeys must be true or false/],
    ['an overlap of nothing', { longestOverlapSeconds: 0 }, /longestOverlapSeconds must be a whole number/],
    ['an overlap of years', { longestOverlapSeconds: 1e9 }, /from 1 to 31622400, not 1000000000/],
    ['half a second', { lastUsedEverySeconds: 0.5 }, /lastUsedEverySeconds must be a whole number/],
    ['more than a timer can wait', { lastUsedEverySeconds: 86_401 }, /from 1 to 86400/],
    ['no clock', { clock: {} }, /clock has no function now/],
    ['an unknown option', { pepper }, /unknown option "pepper"/],
  ])('%s', (_, options, message) => {
    const wrong = { ...good, ...options } as unknown as ApiKeysOptions;
    expect(() => createApiKeys(wrong)).toThrow(TypeError);
    expect(() => createApiKeys(wrong)).toThrow(message);
  });
});

it('shows everything of a key but its digest and pepper', async () => {
  const { keys, clock } = createRegistry();
  const { key } = await issueKey(keys, { scopes: ['a'], metadata: { plan: 'gold' } });
  expect(key).toEqual({
    id: expect.stringMatching(/^[0-9A-Za-z]{16}$/),
    name: 'Back office',
    clientId: 'app',
    prefix: 'bank',
    environment: 'live',
    scopes: ['a'],
    metadata: { plan: 'gold' },
    status: 'active',
    createdAt: clock.now(),
    updatedAt: clock.now(),
    version: 1,
  });
  expect(await keys.get(key.id)).toEqual(key);
  expect(await keys.list()).toEqual([key]);
  expect(await keys.get('nobody')).toBeUndefined();
});

it('lists the keys of one client, page by page', async () => {
  const { keys } = createRegistry();
  const mine = [await issueKey(keys), await issueKey(keys)].map(({ key }) => key.id);
  await issueKey(keys, { clientId: 'other' });
  const first = await keys.list({ clientId: 'app', limit: 1 });
  const second = await keys.list({ clientId: 'app', limit: 5, after: first[0]?.id ?? '' });
  expect([...first, ...second].map(({ id }) => id)).toEqual(mine);
});
