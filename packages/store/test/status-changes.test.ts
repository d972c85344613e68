import { describe, expect, it } from 'vitest';
import { createMemoryStore, createStatusChanges, type NewClient } from '../src/index.js';

const client: NewClient = {
  ...{ id: 'app', name: 'App', public: false, authenticationMethods: [], secrets: [], grants: [] },
  ...{ scopes: [], roles: [], permissions: [], redirectUris: [], metadata: {} },
};
const anna = { id: 'anna', issuer: 'https://login.example' };

async function registry() {
  const { clients } = createMemoryStore();
  await clients.insert(client);
  const published: unknown[] = [];
  const changes = createStatusChanges(clients, {
    unknown: () => new Error('unknown'),
    revoked: () => new Error('revoked'),
    publish: (change, { id }, by) => published.push([change, id, by?.id]),
    present: ({ id, status }) => `${id} is ${status}`,
  });
  return { ...changes, published, statusOf: async () => (await clients.find('app'))?.status };
}

describe('createStatusChanges', () => {
  it.each(['suspend', 'resume', 'revoke'] as const)('refuses to %s what is unknown', async (change) => {
    const changes = await registry();
    await expect(changes[change]('nobody')).rejects.toThrow('unknown');
    expect(changes.published).toEqual([]);
  });

  it.each(['suspend', 'resume'] as const)('refuses to %s what was revoked', async (change) => {
    const changes = await registry();
    await changes.revoke('app');
    await expect(changes[change]('app')).rejects.toThrow('revoked');
    expect(changes.published).toHaveLength(1);
    expect(await changes.statusOf()).toBe('revoked');
  });

  it('changes what is stored, shows it as the registry does, and publishes who did it', async () => {
    const { suspend, resume, revoke, published, statusOf } = await registry();
    expect(await suspend('app', anna)).toBe('app is suspended');
    expect(await statusOf()).toBe('suspended');
    expect(await resume('app')).toBe('app is active');
    expect(await revoke('app', anna)).toBe('app is revoked');
    expect(published).toEqual([
      ['suspended', 'app', 'anna'],
      ['resumed', 'app', undefined],
      ['revoked', 'app', 'anna'],
    ]);
  });

  it('takes what is so already', async () => {
    const { suspend, revoke } = await registry();
    await suspend('app');
    expect(await suspend('app')).toBe('app is suspended');
    await revoke('app');
    expect(await revoke('app')).toBe('app is revoked');
  });
});
