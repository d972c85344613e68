import { describe, expect, it } from 'vitest';
import { createMemoryStore, revocationsOfIssuer } from '../src/index.js';

const ours = 'https://ours.example';

async function revokeEverything() {
  const store = createMemoryStore();
  await store.accessTokens.revoke('t', Date.now() + 60_000);
  return { store, view: revocationsOfIssuer(ours, store.revocations) };
}

describe('revocationsOfIssuer', () => {
  it.each(['https://theirs.example', 'https://ours.example/', 'HTTPS://ours.example', ''])(
    'does not take the equal id of issuer %j for one of ours',
    async (issuer) => {
      const { store, view } = await revokeEverything();
      await store.signingKeys.insert({ kid: 'k', algorithm: 'ES256', publicJwk: {}, privateJwk: '{}' });
      await store.signingKeys.remove('k');
      expect(view.isRevoked({ issuer, tokenId: 't', signingKeyId: 'k' })).toBe(false);
    },
  );

  it('answers for our own issuer as the store does', async () => {
    const { store, view } = await revokeEverything();
    expect(view.isRevoked({ issuer: ours, tokenId: 't' })).toBe(true);
    expect(view.isRevoked({ issuer: ours, tokenId: 'other' })).toBe(false);
    expect(view.rememberedMs).toBe(store.revocations.rememberedMs);
    expect(view.freshUntil).toBe(store.revocations.freshUntil);
  });

  it('knows changes of our own clients alone', async () => {
    const { store, view } = await revokeEverything();
    const lists = {
      authenticationMethods: [],
      secrets: [],
      grants: [],
      scopes: [],
      roles: [],
      permissions: [],
    };
    const client = { id: 'c', name: 'C', public: true, redirectUris: [], metadata: {}, ...lists };
    await store.clients.insert(client);
    await store.clients.setStatus('c', 'suspended');
    expect(view.changeOf({ issuer: ours, clientId: 'c' })).toBeGreaterThan(0);
    expect(view.changeOf({ issuer: 'https://theirs.example', clientId: 'c' })).toBe(0);
  });
});
