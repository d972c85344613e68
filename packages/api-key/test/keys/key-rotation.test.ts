import { describe, expect, it } from 'vitest';
import type { Rotation } from '../../src/index.js';
import { heardChanges } from '../support/heard-changes.js';
import { createRegistry, issueKey, issuer } from '../support/registry.js';

const hour = 3_600_000;

describe('rotate', () => {
  it.each([
    ['no overlap', {}, /overlapSeconds: Must be a whole number from 0 to 3600/],
    ['an overlap below 0', { overlapSeconds: -1 }, /overlapSeconds: Must be a whole number/],
    ['an overlap of half a second', { overlapSeconds: 0.5 }, /overlapSeconds: Must be a whole number/],
    ['an overlap as text', { overlapSeconds: '60' }, /overlapSeconds: Must be a whole number/],
    ['a longer overlap than there may be', { overlapSeconds: 3601 }, /overlapSeconds: Must be a whole/],
    ['a deadline that is over', { overlapSeconds: 60, expiresAt: 1 }, /expiresAt: Must be a time to come/],
    ['an unknown option', { overlap: 60 }, /unknown option "overlap"/],
  ])('refuses %s, and makes no successor', async (_, rotation, message) => {
    const { keys } = createRegistry({ longestOverlapSeconds: 3600 });
    const { key } = await issueKey(keys);
    await expect(keys.rotate(key.id, rotation as Rotation)).rejects.toThrow(message);
    expect(await keys.list()).toEqual([key]);
  });

  it('404 for a key that nobody knows; 409 for one that is not live', async () => {
    const { keys, clock } = createRegistry();
    const { key } = await issueKey(keys, { expiresAt: clock.now() + hour });
    const rotate = () => keys.rotate(key.id, { overlapSeconds: 60 });
    await expect(keys.rotate('nobody', { overlapSeconds: 60 })).rejects.toMatchObject({ status: 404 });
    await keys.suspend(key.id);
    await expect(rotate()).rejects.toMatchObject({ status: 409, code: 'key_suspended' });
    await keys.resume(key.id);
    clock.advance(hour);
    await expect(rotate()).rejects.toMatchObject({ status: 409, code: 'key_expired' });
    await keys.revoke(key.id);
    await expect(rotate()).rejects.toMatchObject({ status: 409, code: 'key_revoked' });
    expect(await keys.list()).toHaveLength(1);
  });

  it('gives the successor what the key has, and the key a deadline', async () => {
    const { keys, clock } = createRegistry();
    const details = {
      environment: 'test',
      scopes: ['a'],
      permissions: ['p:q'],
      allowedAddresses: ['10.0.0.0/8'],
      metadata: { plan: 'gold' },
    } as const;
    const { key, apiKey } = await issueKey(keys, details);
    const rotated = await keys.rotate(key.id, { overlapSeconds: 60 });
    expect(rotated.key).toMatchObject({
      ...details,
      name: key.name,
      clientId: 'app',
      prefix: 'bank',
      version: 1,
    });
    expect(rotated.key).not.toHaveProperty('expiresAt');
    expect(rotated.replaced).toMatchObject({
      id: key.id,
      replacedBy: rotated.key.id,
      expiresAt: clock.now() + 60_000,
    });
    expect(rotated.apiKey).not.toBe(apiKey);
    expect(await keys.verify(rotated.apiKey, issuer)).toMatchObject({ key: { id: rotated.key.id } });
  });

  it('ends the old key at its deadline, to the millisecond, and never later', async () => {
    const { keys, clock } = createRegistry();
    const { key, apiKey } = await issueKey(keys);
    const successor = await keys.rotate(key.id, { overlapSeconds: 60 });
    clock.advance(59_999);
    expect(await keys.verify(apiKey, issuer)).toMatchObject({ key: { id: key.id } });
    await keys.expire(key.id, clock.now() + hour);
    clock.advance(1);
    expect(await keys.verify(apiKey, issuer)).toEqual({ fault: 'expired' });
    expect(await keys.verify(successor.apiKey, issuer)).toMatchObject({ key: { id: successor.key.id } });
  });

  it('does not lengthen the life of a key, nor that of its successor unless told so', async () => {
    const { keys, clock } = createRegistry();
    const expiresAt = clock.now() + 30_000;
    const { key } = await issueKey(keys, { expiresAt });
    const first = await keys.rotate(key.id, { overlapSeconds: 60 });
    expect([first.replaced.expiresAt, first.key.expiresAt]).toEqual([expiresAt, expiresAt]);
    const later = clock.now() + hour;
    const second = await keys.rotate(first.key.id, { overlapSeconds: 0, expiresAt: later });
    expect([second.replaced.expiresAt, second.key.expiresAt]).toEqual([clock.now(), later]);
  });

  it('of 50 rotations at once one wins, and there is one successor', async () => {
    const { keys } = createRegistry();
    const { key } = await issueKey(keys);
    const rotations = Array.from({ length: 50 }, () => keys.rotate(key.id, { overlapSeconds: 60 }));
    const results = await Promise.allSettled(rotations);
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(lost).toHaveLength(49);
    for (const reason of lost) expect(reason).toMatchObject({ status: 409, code: 'key_replaced' });
    expect(await keys.list()).toHaveLength(2);
  });

  it.each(['revoke', 'suspend'] as const)('racing a %s leaves the key ended either way', async (change) => {
    const { keys } = createRegistry();
    for (let round = 0; round < 25; round++) {
      const { key, apiKey } = await issueKey(keys);
      const steps = [() => keys[change](key.id), () => keys.rotate(key.id, { overlapSeconds: 60 })];
      if (round % 2 === 1) steps.reverse();
      const [first, second] = await Promise.allSettled(steps.map((step) => step()));
      const rotation = round % 2 === 1 ? first : second;
      const verdict = await keys.verify(apiKey, issuer);
      expect(verdict).toEqual({ fault: change === 'revoke' ? 'revoked' : 'suspended' });
      if (rotation?.status === 'rejected') expect(rotation.reason).toMatchObject({ status: 409 });
    }
  });

  it('does not give the successor what was taken from the key meanwhile', async () => {
    const { keys, store } = createRegistry();
    const { key } = await issueKey(keys, {
      scopes: ['a', 'b'],
      roles: ['r'],
      allowedAddresses: ['10.0.0.1'],
    });
    const { rotate } = store.apiKeys;
    store.apiKeys.rotate = async (...step) => {
      await keys.update(key.id, {
        name: 'Narrowed',
        scopes: ['a'],
        roles: null,
        allowedAddresses: ['10.0.0.2'],
      });
      return rotate.apply(store.apiKeys, step);
    };
    const { key: successor } = await keys.rotate(key.id, { overlapSeconds: 60 });
    expect(successor).toMatchObject({ name: 'Narrowed', scopes: ['a'], allowedAddresses: ['10.0.0.2'] });
    expect(successor).not.toHaveProperty('roles');
    expect(await keys.get(successor.id)).toEqual(successor);
  });

  it('tells of it, and names the successor', async () => {
    const { keys } = createRegistry();
    const { key } = await issueKey(keys);
    const heard = heardChanges();
    const { key: successor } = await keys.rotate(key.id, { overlapSeconds: 60 });
    expect(heard).toEqual([{ change: 'rotated', keyId: key.id, clientId: 'app', successorId: successor.id }]);
  });
});
