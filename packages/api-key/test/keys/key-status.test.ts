import { describe, expect, it } from 'vitest';
import { heardChanges } from '../support/heard-changes.js';
import { createRegistry, issueKey, issuer } from '../support/registry.js';

const changes = ['suspend', 'resume', 'revoke'] as const;

describe('the life of a key', () => {
  it.each(changes)('%s: 404 for a key that nobody knows', async (change) => {
    const { keys } = createRegistry();
    await expect(keys[change]('nobody')).rejects.toMatchObject({ status: 404, code: 'unknown_key' });
  });

  it.each(['suspend', 'resume'] as const)('%s: 409 for a revoked one', async (change) => {
    const { keys } = createRegistry();
    const { key, apiKey } = await issueKey(keys);
    await keys.revoke(key.id);
    await expect(keys[change](key.id)).rejects.toMatchObject({ status: 409, code: 'key_revoked' });
    expect(await keys.verify(apiKey, issuer)).toEqual({ fault: 'revoked' });
  });

  it('goes on after a suspension, and not after a revocation; its tombstone stays', async () => {
    const { keys } = createRegistry();
    const { key, apiKey } = await issueKey(keys);
    expect((await keys.suspend(key.id)).status).toBe('suspended');
    expect(await keys.verify(apiKey, issuer)).toEqual({ fault: 'suspended' });
    expect((await keys.resume(key.id)).status).toBe('active');
    expect(await keys.verify(apiKey, issuer)).toMatchObject({ key: { id: key.id } });
    expect((await keys.revoke(key.id)).status).toBe('revoked');
    expect((await keys.revoke(key.id)).status).toBe('revoked');
    expect(await keys.verify(apiKey, issuer)).toEqual({ fault: 'revoked' });
    expect((await keys.list()).map(({ status }) => status)).toEqual(['revoked']);
    await expect(issueKey(keys, { id: key.id })).rejects.toMatchObject({ code: 'id_taken' });
  });

  it('50 changes at once, one of them a revocation: it is revoked', async () => {
    const { keys } = createRegistry();
    for (const place of [0, 25, 49]) {
      const { key, apiKey } = await issueKey(keys);
      const steps = Array.from({ length: 50 }, (_, index) => {
        if (index === place) return keys.revoke(key.id);
        return index % 2 === 0 ? keys.suspend(key.id) : keys.resume(key.id);
      });
      const results = await Promise.allSettled(steps);
      const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      for (const reason of lost) expect(reason).toMatchObject({ status: 409, code: 'key_revoked' });
      expect(await keys.verify(apiKey, issuer)).toEqual({ fault: 'revoked' });
    }
  });

  it('tells of every change', async () => {
    const { keys } = createRegistry();
    const { key } = await issueKey(keys);
    const heard = heardChanges();
    for (const change of changes) await keys[change](key.id, { id: 'anna', issuer });
    expect(heard.map(({ change }) => change)).toEqual(['suspended', 'resumed', 'revoked']);
    expect(heard.every(({ keyId, by }) => keyId === key.id && by?.id === 'anna')).toBe(true);
  });
});
