import { describe, expect, it } from 'vitest';
import type { NewKeyDetails } from '../../src/index.js';
import { heardChanges } from '../support/heard-changes.js';
import { createRegistry, issueKey, issuer } from '../support/registry.js';

describe('issue', () => {
  it.each([
    ['no name', { name: undefined }, /name is missing/],
    ['no client', { clientId: undefined }, /clientId is missing/],
    ['an empty name', { name: ' ' }, /name: Must be a text/],
    ['an empty client', { clientId: '' }, /clientId: Must be the id of a client/],
    ['a client with a line end', { clientId: 'a\nb' }, /clientId: Must be the id of a client/],
    ['an id with an underscore', { id: 'a_b' }, /id: Must be 1 to 64 letters and digits/],
    ['an environment that there is not', { environment: 'prod' }, /environment: Must be live or test/],
    ['a deadline that is over', { expiresAt: 1 }, /expiresAt: Must be a time to come/],
    ['a deadline in words', { expiresAt: 'tomorrow' }, /expiresAt: Must be a time to come/],
    ['a scope that there is not', { scopes: ['nope'] }, /scopes\/0: Is unknown/],
    [
      'a scope twice',
      { scopes: ['claims', 'claims'] },
      /scopes\/1: Is unknown or malformed, or stands twice/,
    ],
    ['a role that there is not', { roles: ['nope'] }, /roles\/0: Is unknown/],
    ['a permission with a space', { permissions: ['a b'] }, /permissions\/0: Is unknown or malformed/],
    ['permissions as text', { permissions: 'a' }, /permissions: Must be a list of texts/],
    ['no address', { allowedAddresses: [] }, /allowedAddresses: Must have at least one/],
    ['an address that is none', { allowedAddresses: ['10.0.0.1', 'x'] }, /allowedAddresses\/1: Is unknown/],
    ['bits after the prefix', { allowedAddresses: ['10.0.0.5/8'] }, /allowedAddresses\/0/],
    ['metadata as a list', { metadata: [] }, /metadata: Must be an object/],
    ['an unknown detail', { scope: ['claims'] }, /unknown option "scope"/],
  ])('refuses %s, and makes no key', async (_, details, message) => {
    const { keys } = createRegistry({ scopes: ['claims'], roles: { names: ['teller'] } });
    const wrong = { name: 'x', clientId: 'app', ...details } as unknown as NewKeyDetails;
    await expect(keys.issue(wrong)).rejects.toThrow(TypeError);
    await expect(keys.issue(wrong)).rejects.toThrow(message);
    expect(await keys.list()).toEqual([]);
  });

  it('409: an id that is taken', async () => {
    const { keys } = createRegistry();
    const first = await issueKey(keys, { id: 'mine' });
    await expect(issueKey(keys, { id: 'mine' })).rejects.toMatchObject({ status: 409, code: 'id_taken' });
    expect(await keys.issueIfAbsent({ id: 'mine', name: 'x', clientId: 'app' })).toBeUndefined();
    expect(await keys.list()).toEqual([first.key]);
  });

  it('of 50 first starts at once, one makes the key', async () => {
    const { keys } = createRegistry();
    const details = { id: 'demo', name: 'Demo', clientId: 'app' };
    const made = await Promise.all(Array.from({ length: 50 }, () => keys.issueIfAbsent(details)));
    expect(made.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('takes null for a list that declares nothing', async () => {
    const { keys } = createRegistry();
    const { key } = await issueKey(keys, {
      scopes: null,
      roles: null,
      permissions: [],
      allowedAddresses: null,
    });
    expect(key).not.toHaveProperty('scopes');
    expect(key).not.toHaveProperty('roles');
    expect(key).not.toHaveProperty('allowedAddresses');
    expect(key.permissions).toEqual([]);
  });

  it('tells of it without a secret, and who did it', async () => {
    const { keys } = createRegistry();
    const heard = heardChanges();
    const by = { id: 'anna', issuer };
    const { key, apiKey } = await keys.issue({ name: 'x', clientId: 'app' }, by);
    expect(heard).toEqual([{ change: 'issued', keyId: key.id, clientId: 'app', by }]);
    expect(JSON.stringify(heard)).not.toContain(apiKey.slice(-49));
  });

  it('keeps no text of a key in the store', async () => {
    const { keys, store } = createRegistry();
    const { key, apiKey } = await issueKey(keys);
    expect(JSON.stringify(await store.apiKeys.find(key.id))).not.toContain(apiKey.slice(-49, -6));
  });
});
