import { describe, expect, it } from 'vitest';
import { createApiKeys } from '../../src/index.js';
import { heardChanges } from '../support/heard-changes.js';
import { createRegistry, issueKey, issuer, otherPepper, pepper } from '../support/registry.js';

const foreign = 'sk-1234567890abcdef.XYZ/+=';
const details = { name: 'Old partner', clientId: 'app' };
const migrating = () => createRegistry({ acceptForeignKeys: true });

describe('adopt', () => {
  it('refuses where foreign keys are not accepted', async () => {
    const { keys } = createRegistry();
    await expect(keys.adopt(foreign, details)).rejects.toThrow(/acceptForeignKeys is not set/);
  });

  it.each([
    ['too short', 'a'.repeat(15)],
    ['too long', 'a'.repeat(513)],
    ['with a space', 'a key with spaces in it'],
    ['beyond ASCII', 'schlüssel-schlüssel-schlüssel'],
    ['as ours begin', `bank_${'a'.repeat(40)}`],
    ['no text', 1234567890123456],
  ])('refuses a key that is %s, and does not tell it', async (_, text) => {
    const { keys } = migrating();
    const refused = expect(keys.adopt(text as string, details)).rejects;
    await refused.toThrow(/must be 16 to 512 visible ASCII characters/);
    await refused.not.toThrow(String(text));
    expect(await keys.list()).toEqual([]);
  });

  it('refuses wrong details', async () => {
    const { keys } = migrating();
    await expect(keys.adopt(foreign, { ...details, name: '' })).rejects.toThrow(/name: Must be/);
  });

  it('409 for a key that is registered already, under an older pepper too, or whose id is taken', async () => {
    const { keys, store, clock } = migrating();
    await keys.adopt(foreign, { ...details, id: 'one' });
    await expect(keys.adopt(foreign, details)).rejects.toMatchObject({ status: 409, code: 'key_taken' });
    const newer = createApiKeys({
      ...{ store, clock, prefix: 'bank', peppers: [otherPepper, pepper], acceptForeignKeys: true },
    });
    await expect(newer.adopt(foreign, details)).rejects.toMatchObject({ status: 409, code: 'key_taken' });
    await expect(newer.adopt(`${foreign}2`, { ...details, id: 'one' })).rejects.toMatchObject({
      code: 'id_taken',
    });
  });

  it('of 50 adoptions of one key at once one wins', async () => {
    const { keys } = migrating();
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => keys.adopt(foreign, details)));
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(lost).toHaveLength(49);
    for (const reason of lost) expect(reason).toMatchObject({ status: 409, code: 'key_taken' });
  });

  it('makes the key good as it is, and its successor one of ours', async () => {
    const { keys } = migrating();
    const heard = heardChanges();
    const key = await keys.adopt(foreign, { ...details, scopes: ['a'] });
    expect(key).toMatchObject({ prefix: '', scopes: ['a'], clientId: 'app' });
    expect(await keys.verify(foreign, issuer)).toMatchObject({ key: { id: key.id } });
    expect(heard).toEqual([{ change: 'adopted', keyId: key.id, clientId: 'app' }]);
    const rotated = await keys.rotate(key.id, { overlapSeconds: 60 });
    expect(rotated.apiKey).toMatch(/^bank_live_/);
    expect(await keys.verify(rotated.apiKey, issuer)).toMatchObject({ key: { scopes: ['a'] } });
  });

  it('is over when the option is taken away, for adopted keys alone', async () => {
    const { keys, store, clock } = migrating();
    await keys.adopt(foreign, details);
    const { apiKey } = await issueKey(keys);
    const strict = createApiKeys({ store, clock, prefix: 'bank', peppers: [pepper] });
    expect(await strict.verify(foreign, issuer)).toEqual({ fault: 'malformed_key' });
    expect(await strict.verify(apiKey, issuer)).toHaveProperty('key');
    expect([keys.recognises(foreign), strict.recognises(foreign), strict.recognises(apiKey)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
