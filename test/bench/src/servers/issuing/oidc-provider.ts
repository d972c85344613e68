// The whole OpenID provider, with one client and its adapter in memory. It is a server of its own (Koa), so no Express is
// under it.
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import type { ContenderApp } from '../../harness/group.js';
import {
  assignedScopes,
  audience,
  type IssuingClient,
  type IssuingMaterial,
  issuerUrl,
  lifetimeSeconds,
  type TokenFormat,
  tokenPath,
} from './issuing-material.js';

export async function createContender({ format }: IssuingMaterial): Promise<ContenderApp<IssuingClient>> {
  const clientId = randomBytes(16).toString('base64url');
  const clientSecret = randomBytes(32).toString('base64url');
  const provider = new Provider(issuerUrl, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        scope: assignedScopes.join(' '),
        id_token_signed_response_alg: algorithmOf(format),
      },
    ],
    // One more than the client has: it takes no notice of scopes that there are not.
    scopes: [...assignedScopes, 'accounts:write'],
    ttl: { ClientCredentials: lifetimeSeconds },
    routes: { token: tokenPath },
    cookies: { keys: [clientSecret] },
    ...(await keysAndFeatures(format)),
  });
  return { listener: provider.callback(), facts: { clientId, clientSecret } };
}

/** JWTs are made for a resource server, opaque tokens where none is asked for. */
async function keysAndFeatures(format: TokenFormat): Promise<Configuration> {
  const features = { devInteractions: { enabled: false }, clientCredentials: { enabled: true } };
  const alg = algorithmOf(format);
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(privateKey)), alg, kid: 'bench', use: 'sig' }] };
  if (format === 'opaque') return { jwks, features };
  const resourceServer = {
    scope: assignedScopes.join(' '),
    audience,
    accessTokenTTL: lifetimeSeconds,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: format } },
  } as const;
  return {
    jwks,
    features: {
      ...features,
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => resourceServer,
      },
    },
  };
}

function algorithmOf(format: TokenFormat) {
  return format === 'opaque' ? 'ES256' : format;
}
