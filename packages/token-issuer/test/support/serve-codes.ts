import { type IssuedCode, issueCode } from '../../../../test/support/issue-code.js';
import {
  authorizationCode,
  clientSecretBasic,
  clientSecretPost,
  none,
  refreshToken,
  type TokenIssuerOptions,
} from '../../src/index.js';
import { askEndpoint } from './ask-endpoint.js';
import { type EnteredClient, enterClient, serveIssuer } from './serve-issuer.js';

export const grants = ['authorization_code', 'refresh_token'];

/** An issuer that redeems codes, a client that may use them, another one, and a user. */
export async function serveCodes(options: Partial<TokenIssuerOptions> = {}) {
  const bench = await serveIssuer({
    grants: [authorizationCode, refreshToken],
    clientAuthentication: [clientSecretBasic, clientSecretPost, none],
    paths: { revoke: '/oauth/revoke', introspect: '/oauth/introspect' },
    ...options,
  });
  const { store, clock, url } = bench;
  const client = await enterClient(bench.clients, { grants });
  const user = { username: 'anna', emailVerified: true, roles: ['teller'], permissions: [], metadata: {} };
  await store.users.insert({ id: 'anna', ...user });
  const post = (path: string, parameters: Record<string, string>, by: EnteredClient | undefined = client) =>
    askEndpoint(`${url}/oauth/${path}`, by, parameters);
  return {
    ...bench,
    client,
    other: await enterClient(bench.clients, { grants }),
    post,
    code: (own: Parameters<typeof issueCode>[3] = {}, clientId = client.id) =>
      issueCode(store, clock.now(), { clientId, userId: 'anna', scopes: ['claims', 'billing'] }, own),
    redeem: (issued: IssuedCode, changes: Record<string, string> = {}, by = client) =>
      post('token', { ...redemptionOf(issued), ...changes }, by),
    introspect: async (token: string) =>
      (await (await post('introspect', { token })).json()) as Record<string, unknown>,
  };
}

/** The parameters of the request that redeems a code (RFC 6749 §4.1.3). */
export function redemptionOf({ code, redirect_uri, code_verifier }: IssuedCode): Record<string, string> {
  return { grant_type: 'authorization_code', code, redirect_uri, code_verifier };
}
