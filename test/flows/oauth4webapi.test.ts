import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOnEachStore } from '../support/each-engine.js';
import { createBrowser } from './browser.js';
import { audience, callbacks, type FlowIssuer, serveFlowIssuer } from './flow-issuer.js';
import { passPages } from './session-host.js';

/** Loopback has no TLS: the one check that is off. */
const insecure = { [oauth.allowInsecureRequests]: true };

describeOnEachStore('oauth4webapi, JWT access tokens', (store) => {
  let flow: FlowIssuer;
  let as: oauth.AuthorizationServer;

  beforeAll(async () => {
    flow = await serveFlowIssuer(store());
    as = await discover(flow.url, 'oauth2');
  });
  afterAll(() => flow.close());

  describe('client credentials', () => {
    const proofs: Readonly<Record<string, () => Party>> = {
      client_secret_basic: () => partyOf(flow.desk.id, oauth.ClientSecretBasic(flow.desk.secret)),
      client_secret_post: () => partyOf(flow.desk.id, oauth.ClientSecretPost(flow.desk.secret)),
      private_key_jwt: () => partyOf(flow.signer.id, oauth.PrivateKeyJwt(flow.signer.key)),
    };

    it.each(Object.entries(proofs))('by %s, refused for a scope that is not assigned', async (_, proof) => {
      await expect(askAsClient(proof(), 'admin')).rejects.toMatchObject({ error: 'invalid_scope' });
    });

    it.each(Object.entries(proofs))('by %s, for a token that its checks accept', async (_, proof) => {
      const party = proof();
      const answer = await askAsClient(party, 'accounts:read');
      expect(answer.scope).toBe('accounts:read');
      expect(await claimsOf(answer)).toMatchObject({ sub: party.client.client_id, scope: 'accounts:read' });
      expect(await introspect(party, answer.access_token)).toMatchObject({
        active: true,
        client_id: party.client.client_id,
        scope: 'accounts:read',
      });
      await revoke(party, answer.access_token);
      expect(await introspect(party, answer.access_token)).toEqual({ active: false });
      expect((await knock(answer)).status).toBe(401);
    });

    it('by a secret that is wrong, or by nothing, ends in the challenge', async () => {
      const { id } = flow.desk;
      for (const proof of [oauth.ClientSecretBasic('x'), oauth.ClientSecretPost('x'), oauth.None()]) {
        await expect(askAsClient(partyOf(id, proof))).rejects.toMatchObject({
          status: 401,
          cause: [{ scheme: 'basic', parameters: { realm: flow.url } }],
        });
      }
    });
  });

  describe('authorization code', () => {
    const parties: Readonly<Record<string, () => Party & { readonly callback: string }>> = {
      'a public client': () => ({ ...partyOf(flow.app.id, oauth.None()), callback: callbacks.app }),
      'a client with a secret': () => ({
        ...partyOf(flow.desk.id, oauth.ClientSecretBasic(flow.desk.secret)),
        callback: callbacks.desk,
      }),
      'a client with a key': () => ({
        ...partyOf(flow.signer.id, oauth.PrivateKeyJwt(flow.signer.key)),
        callback: callbacks.desk,
      }),
    };

    it.each(Object.entries(parties))('%s hears that the user declined', async (_, party) => {
      await expect(authorize(party(), { answer: 'deny', user: 'bob' })).rejects.toMatchObject({
        error: 'access_denied',
      });
    });

    it.each(Object.entries(parties))('%s: code, use, refresh, narrowing, revocation', async (_, of) => {
      const party = of();
      const first = await authorize(party);
      expect(await claimsOf(first)).toMatchObject({ sub: 'alice', client_id: party.client.client_id });
      expect(await (await knock(first)).json()).toMatchObject({
        user: 'alice',
        scopes: first.scope?.split(' '),
      });

      const second = await refresh(party, first);
      expect(second.refresh_token).not.toBe(first.refresh_token);
      await expect(refresh(party, second, 'admin')).rejects.toMatchObject({ error: 'invalid_scope' });
      const narrowed = await refresh(party, second, 'accounts:read');
      expect(await claimsOf(narrowed)).toMatchObject({ sub: 'alice', scope: 'accounts:read' });

      await revoke(party, narrowed.refresh_token ?? '');
      await expect(refresh(party, narrowed)).rejects.toMatchObject({ error: 'invalid_grant' });
      expect((await knock(narrowed)).status).toBe(401);
    });
  });

  it('has met no bug on our side', () => {
    expect(flow.errors).toEqual([]);
  });

  interface Party {
    readonly client: oauth.Client;
    readonly proof: oauth.ClientAuth;
  }

  function partyOf(id: string, proof: oauth.ClientAuth): Party {
    return { client: { client_id: id }, proof };
  }

  async function askAsClient({ client, proof }: Party, scope?: string) {
    const parameters = new URLSearchParams(scope === undefined ? {} : { scope });
    const answer = await oauth.clientCredentialsGrantRequest(as, client, proof, parameters, insecure);
    return oauth.processClientCredentialsResponse(as, client, answer);
  }

  async function authorize({ client, proof, callback }: Party & { readonly callback: string }, person = {}) {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(as.authorization_endpoint ?? '');
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: client.client_id,
      redirect_uri: callback,
      scope: 'accounts:read payments:write',
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const arrived = await passPages(createBrowser(), url, person);
    const parameters = oauth.validateAuthResponse(as, client, arrived, state);
    const answer = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      proof,
      parameters,
      callback,
      verifier,
      insecure,
    );
    return oauth.processAuthorizationCodeResponse(as, client, answer);
  }

  async function refresh({ client, proof }: Party, tokens: oauth.TokenEndpointResponse, scope?: string) {
    const answer = await oauth.refreshTokenGrantRequest(as, client, proof, tokens.refresh_token ?? '', {
      additionalParameters: scope === undefined ? {} : { scope },
      ...insecure,
    });
    return oauth.processRefreshTokenResponse(as, client, answer);
  }

  async function revoke({ client, proof }: Party, token: string) {
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, proof, token, insecure));
  }

  async function introspect({ client, proof }: Party, token: string) {
    const answer = await oauth.introspectionRequest(as, client, proof, token, insecure);
    return oauth.processIntrospectionResponse(as, client, answer);
  }

  function claimsOf(tokens: oauth.TokenEndpointResponse) {
    return oauth.validateJwtAccessToken(as, requestWith(tokens), audience, {
      ...insecure,
      signingAlgorithms: ['ES256'],
    });
  }

  function knock(tokens: oauth.TokenEndpointResponse) {
    return fetch(requestWith(tokens));
  }

  function requestWith(tokens: oauth.TokenEndpointResponse): Request {
    return new Request(`${flow.url}/accounts`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
  }
});

async function discover(url: string, algorithm: 'oauth2' | 'oidc'): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(url);
  return oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm, ...insecure }),
  );
}
