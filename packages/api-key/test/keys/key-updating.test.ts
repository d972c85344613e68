import { describe, expect, it } from 'vitest';
import type { KeyDetails } from '../../src/index.js';
import { heardChanges } from '../support/heard-changes.js';
import { createRegistry, issueKey, issuer } from '../support/registry.js';

describe('update', () => {
  it.each([
    ['whose it is', { clientId: 'other' }, /unknown option "clientId"/],
    ['when it ends', { expiresAt: Date.now() + 9e9 }, /unknown option "expiresAt"/],
    ['its environment', { environment: 'live' }, /unknown option "environment"/],
    ['its status', { status: 'active' }, /unknown option "status"/],
    ['a scope that is malformed', { scopes: ['a b'] }, /scopes\/0/],
  ])('cannot change %s', async (_, details, message) => {
    const { keys } = createRegistry();
    const { key } = await issueKey(keys);
    await expect(keys.update(key.id, details as Partial<KeyDetails>)).rejects.toThrow(message);
    expect(await keys.get(key.id)).toEqual(key);
  });

  it('404 for a key that nobody knows, 409 for a revoked one', async () => {
    const { keys } = createRegistry();
    await expect(keys.update('nobody', { name: 'x' })).rejects.toMatchObject({ status: 404 });
    const { key } = await issueKey(keys);
    await keys.revoke(key.id);
    await expect(keys.update(key.id, { name: 'x' })).rejects.toMatchObject({ code: 'key_revoked' });
  });

  it('409 when somebody else changes the key again and again', async () => {
    const { keys, store } = createRegistry();
    const { key } = await issueKey(keys);
    store.apiKeys.update = () => undefined;
    await expect(keys.update(key.id, { name: 'x' })).rejects.toMatchObject({ code: 'changed_meanwhile' });
  });

  it('writes what is given, and takes a list away with null', async () => {
    const { keys } = createRegistry();
    const { key } = await issueKey(keys, { scopes: ['a'], roles: ['r'], allowedAddresses: ['10.0.0.1'] });
    const heard = heardChanges();
    const updated = await keys.update(key.id, { name: 'New', scopes: ['b'], allowedAddresses: null });
    expect(updated).toMatchObject({ name: 'New', scopes: ['b'], roles: ['r'], version: 2 });
    expect(updated).not.toHaveProperty('allowedAddresses');
    expect(heard.map(({ change }) => change)).toEqual(['updated']);
  });

  it('of 8 updates of different details at once none is lost', async () => {
    const { keys } = createRegistry();
    const { key } = await issueKey(keys);
    const details = [{ name: 'New' }, { scopes: ['a'] }, { roles: ['r'] }, { permissions: ['p'] }];
    await Promise.all([...details, ...details].map((detail) => keys.update(key.id, detail)));
    expect(await keys.get(key.id)).toMatchObject(Object.assign({}, ...details));
  });
});

describe('expire', () => {
  it.each([-1, 1.5, Number.NaN, '2030-01-01'])('refuses the time %j', async (at) => {
    const { keys } = createRegistry();
    const { key } = await issueKey(keys);
    await expect(keys.expire(key.id, at as number)).rejects.toThrow(/at must be milliseconds/);
  });

  it('404 for a key that nobody knows, 409 for a revoked one', async () => {
    const { keys } = createRegistry();
    await expect(keys.expire('nobody')).rejects.toMatchObject({ status: 404 });
    const { key } = await issueKey(keys);
    await keys.revoke(key.id);
    await expect(keys.expire(key.id)).rejects.toMatchObject({ code: 'key_revoked' });
  });

  it('brings the end forward, and never puts it off', async () => {
    const { keys, clock } = createRegistry();
    const { key, apiKey } = await issueKey(keys, { expiresAt: clock.now() + 60_000 });
    expect((await keys.expire(key.id, clock.now() + 90_000)).expiresAt).toBe(clock.now() + 60_000);
    expect((await keys.expire(key.id, clock.now() + 30_000)).expiresAt).toBe(clock.now() + 30_000);
    expect(await keys.verify(apiKey, issuer)).toMatchObject({ key: { id: key.id } });
    const heard = heardChanges();
    expect((await keys.expire(key.id)).expiresAt).toBe(clock.now());
    expect(await keys.verify(apiKey, issuer)).toEqual({ fault: 'expired' });
    expect(heard).toEqual([{ change: 'expired', keyId: key.id, clientId: 'app' }]);
  });
});
