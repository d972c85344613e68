// The whole OpenID provider with its adapter in memory, and no Express under it: what it keeps does not outlive the process.
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js';
import type { ContenderApp } from '../../harness/group.js';
import {
  audience,
  codeChallenge,
  grantedScope,
  issuerUrl,
  lifetimeSeconds,
  type MakeSupply,
  type RedeemingClient,
  redirectUri,
  tokenPath,
  userId,
  withSupply,
} from './redeeming-material.js';

const daySeconds = 86_400;

export async function createContender(): Promise<ContenderApp<RedeemingClient>> {
  const facts = {
    clientId: randomBytes(16).toString('base64url'),
    clientSecret: randomBytes(32).toString('base64url'),
  };
  const provider = await createProvider(facts);
  return { listener: withSupply(provider.callback(), createMaker(provider, facts)), facts };
}

async function createProvider({ clientId, clientSecret }: RedeemingClient): Promise<Provider> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  // By itself the adapter forgets all but the last thousand: too few for a measurement.
  const storage = new Map();
  return new Provider(issuerUrl, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [redirectUri],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    adapter: (model) => new MemoryAdapter(model, storage),
    scopes: [grantedScope],
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: lifetimeSeconds,
      AuthorizationCode: daySeconds,
      Grant: daySeconds,
      RefreshToken: daySeconds,
    },
    routes: { token: tokenPath },
    cookies: { keys: [clientSecret] },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'bench', use: 'sig' }] },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: grantedScope,
          audience,
          accessTokenTTL: lifetimeSeconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
}

/** What its authorization endpoint and its code grant leave behind. */
function createMaker(provider: Provider, { clientId }: RedeemingClient): MakeSupply {
  return async (supply, count) => {
    const client = await provider.Client.find(clientId);
    if (client === undefined) throw new Error('The client is gone');
    const makeOne = async () => {
      const grant = new provider.Grant({ accountId: userId, clientId });
      grant.addResourceScope(audience, grantedScope);
      const given = {
        accountId: userId,
        client,
        grantId: await grant.save(),
        gty: 'authorization_code',
        resource: audience,
        scope: grantedScope,
      };
      if (supply === 'refresh_token') return new provider.RefreshToken({ ...given, rotations: 0 }).save();
      const proof = { codeChallenge, codeChallengeMethod: 'S256' };
      return new provider.AuthorizationCode({ ...given, ...proof, redirectUri }).save();
    };
    return Promise.all(Array.from({ length: count }, makeOne));
  };
}
