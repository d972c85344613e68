import { createMemoryStore } from '@portcullis/store';
import * as oauth from 'oauth4webapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveFlowIssuer } from './flow-issuer.js';

const insecure = { [oauth.allowInsecureRequests]: true };

/** An issuer at the root of its host, and one below a path: the well-known places differ. */
describe.each(['', '/tenant'])('discovery of an issuer with the path "%s"', (path) => {
  it.each(['oauth2', 'oidc'] as const)('by the rule of %s gives the same', async (algorithm) => {
    const { url, close } = await serveFlowIssuer(createMemoryStore(), { path });
    onTestFinished(close);
    const issuer = new URL(url);
    const answer = await oauth.discoveryRequest(issuer, { algorithm, ...insecure });
    expect(await oauth.processDiscoveryResponse(issuer, answer)).toMatchObject({
      issuer: url,
      authorization_endpoint: `${url}/oauth/authorize`,
      token_endpoint: `${url}/oauth/token`,
      revocation_endpoint: `${url}/oauth/revoke`,
      introspection_endpoint: `${url}/oauth/introspect`,
      jwks_uri: `${url}/oauth/jwks`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      grant_types_supported: ['client_credentials', 'authorization_code', 'refresh_token'],
    });
  });
});
