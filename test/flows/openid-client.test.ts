import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOnEachStore } from '../support/each-engine.js';
import { createBrowser } from './browser.js';
import { callbacks, type FlowIssuer, serveFlowIssuer } from './flow-issuer.js';
import { passPages } from './session-host.js';

type Party = readonly [config: client.Configuration, callback: string];

describeOnEachStore('openid-client, opaque access tokens', (store) => {
  let flow: FlowIssuer;

  beforeAll(async () => {
    flow = await serveFlowIssuer(store(), { accessToken: 'opaque' });
  });
  afterAll(() => flow.close());

  const parties: Readonly<Record<string, () => Promise<Party>>> = {
    'a public client': async () => [await discover(flow.app.id, client.None()), callbacks.app],
    'a client with a secret, by Basic': async () => [
      await discover(flow.desk.id, client.ClientSecretBasic(flow.desk.secret)),
      callbacks.desk,
    ],
    'a client with a secret, in the body': async () => [
      await discover(flow.desk.id, client.ClientSecretPost(flow.desk.secret)),
      callbacks.desk,
    ],
    'a client with a key': async () => [
      await discover(flow.signer.id, client.PrivateKeyJwt(flow.signer.key)),
      callbacks.desk,
    ],
  };

  describe.each(Object.entries(parties))('%s', (name, partyOf) => {
    it('asks for a token of its own', async () => {
      const [config] = await partyOf();
      const asked = client.clientCredentialsGrant(config, { scope: 'accounts:read' });
      if (name.includes('public'))
        return expect(asked).rejects.toMatchObject({ error: 'unauthorized_client' });
      const { access_token, scope } = await asked;
      expect(scope).toBe('accounts:read');
      expect(await client.tokenIntrospection(config, access_token)).toMatchObject({ active: true });
      await client.tokenRevocation(config, access_token);
      expect(await client.tokenIntrospection(config, access_token)).toEqual({ active: false });
    });

    it('sends a user, and hears that they declined', async () => {
      await expect(logIn(await partyOf(), { user: 'bob', answer: 'deny' })).rejects.toMatchObject({
        error: 'access_denied',
      });
    });

    it('gets no token with the verifier of another request', async () => {
      const [config, callback] = await partyOf();
      const { arrived, checks } = await sendUser([config, callback]);
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const redeemed = client.authorizationCodeGrant(config, arrived, { ...checks, pkceCodeVerifier });
      await expect(redeemed).rejects.toMatchObject({ error: 'invalid_grant' });
    });

    it('takes no answer of another issuer, and none to another request', async () => {
      const [config, callback] = await partyOf();
      const { arrived, checks } = await sendUser([config, callback]);
      const elsewhere = new URL(arrived);
      elsewhere.searchParams.set('iss', 'https://evil.example');
      await expect(client.authorizationCodeGrant(config, elsewhere, checks)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('"iss"') },
      });
      const expectedState = client.randomState();
      const mixed = client.authorizationCodeGrant(config, arrived, { ...checks, expectedState });
      await expect(mixed).rejects.toMatchObject({ cause: { message: expect.stringContaining('"state"') } });
    });

    it('sends a user, gets tokens, refreshes, narrows and revokes them', async () => {
      const party = await partyOf();
      const [config] = party;
      const first = await logIn(party);
      expect(await knock(first)).toEqual([200, 'alice']);
      const second = await client.refreshTokenGrant(config, first.refresh_token ?? '');
      const narrowed = await client.refreshTokenGrant(config, second.refresh_token ?? '', {
        scope: 'accounts:read',
      });
      expect(narrowed.scope).toBe('accounts:read');
      expect(await knock(narrowed)).toEqual([200, 'alice']);
      await client.tokenRevocation(config, narrowed.refresh_token ?? '');
      expect(await knock(narrowed)).toEqual([401, undefined]);
      await expect(client.refreshTokenGrant(config, narrowed.refresh_token ?? '')).rejects.toMatchObject({
        error: 'invalid_grant',
      });
    });
  });

  it.each(['oidc', 'oauth2'] as const)('finds the metadata as %s has it', async (algorithm) => {
    const config = await discover(flow.app.id, client.None(), algorithm);
    expect(config.serverMetadata()).toMatchObject({ issuer: flow.url });
    expect(config.serverMetadata().supportsPKCE()).toBe(true);
  });

  it('has met no bug on our side', () => {
    expect(flow.errors).toEqual([]);
  });

  function discover(id: string, proof: client.ClientAuth, algorithm: 'oidc' | 'oauth2' = 'oidc') {
    // Loopback has no TLS: the one check that is off.
    const execute = [client.allowInsecureRequests];
    return client.discovery(new URL(flow.url), id, undefined, proof, { algorithm, execute });
  }

  async function sendUser([config, callback]: Party, person = {}) {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: callback,
      scope: 'accounts:read payments:write',
      state: expectedState,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const arrived = await passPages(createBrowser(), url, person);
    return { arrived, checks: { pkceCodeVerifier, expectedState } };
  }

  async function logIn(party: Party, person = {}) {
    const { arrived, checks } = await sendUser(party, person);
    return client.authorizationCodeGrant(party[0], arrived, checks);
  }

  async function knock({ access_token }: { readonly access_token: string }) {
    const answer = await fetch(`${flow.url}/accounts`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    const { user } = (await answer.json()) as { readonly user?: string };
    return [answer.status, user];
  }
});
