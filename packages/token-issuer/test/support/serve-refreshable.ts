import type { Store } from '@portcullis/store';
import { clientCredentialsWithRefreshToken, refreshToken, type TokenIssuerOptions } from '../../src/index.js';
import { askEndpoint } from './ask-endpoint.js';
import { askToken, enterClient, readToken, serveIssuer, type TokenAnswerBody } from './serve-issuer.js';

export interface RefreshableAnswer extends TokenAnswerBody {
  readonly refresh_token: string;
}

/** An issuer that gives refresh tokens, and a client that may use them. */
export async function serveRefreshable(options: Partial<TokenIssuerOptions> = {}) {
  const bench = await serveIssuer({
    grants: [clientCredentialsWithRefreshToken, refreshToken],
    paths: { revoke: '/oauth/revoke', introspect: '/oauth/introspect' },
    ...options,
  });
  const grants = ['client_credentials', 'refresh_token'];
  const client = await enterClient(bench.clients, { grants });
  const post = (path: string, parameters: Record<string, string> | string, by = client) =>
    askEndpoint(`${bench.url}/oauth/${path}`, by, parameters);
  return {
    ...bench,
    client,
    other: await enterClient(bench.clients, { grants }),
    post,
    start: async (scope = '') =>
      (await readToken(await askToken(bench, client, { scope }))) as RefreshableAnswer,
    refresh: (token: string, more: Record<string, string> = {}, by = client) =>
      post('token', { grant_type: 'refresh_token', refresh_token: token, ...more }, by),
    introspect: async (token: string) =>
      (await (await post('introspect', { token })).json()) as Record<string, unknown>,
  };
}

export async function readRefreshed(response: Response): Promise<RefreshableAnswer> {
  return (await readToken(response)) as RefreshableAnswer;
}

/** A refresh token of the same family that its issuer never gave. */
export function forgeryOf(token: string, generation: number): string {
  return `${token.split('.')[0]}.${generation}.${'a'.repeat(43)}.${'b'.repeat(43)}`;
}

export function familyOf(store: Store, token: string) {
  return store.families.find(token.split('.')[0] ?? '');
}
