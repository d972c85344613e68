import {
  authorizationCode,
  type Clients,
  clientCredentialsWithRefreshToken,
  clientSecretBasic,
  clientSecretPost,
  none,
  refreshToken,
  type TokenIssuer,
  tokenIssuer,
} from '@portcullis/token-issuer';
import type { ExampleContext } from '@portcullis-examples/host';
import type { SignIn } from '@portcullis-examples/host/sign-in';
import { roles } from './iam.js';

/** Tokens for keys, and for users through apps, under the paths and in the forms of the provider's contract. */
export function createIssuer(context: ExampleContext, clients: Clients, signIn: SignIn): TokenIssuer {
  const { settings, store } = context;
  return tokenIssuer({
    issuer: context.issuer,
    audience: context.issuer,
    store,
    clients,
    accessTokenSeconds: settings.accessTokenSeconds,
    failureLimits: { perAddress: settings.failureLimitPerAddress },
    acceptJson: true,
    grants: [clientCredentialsWithRefreshToken, authorizationCode, refreshToken],
    clientAuthentication: [clientSecretBasic, clientSecretPost, none],
    paths: {
      token: '/v1/auth/token/issue',
      refresh: '/v1/auth/token/refresh',
      revoke: '/v1/auth/token/revoke',
      authorize: '/v1/auth/authorize',
      jwks: '/v1/auth/jwks',
    },
    authenticate: signIn.authenticate,
    askConsent: signIn.askConsent,
    userScopes: ({ record }) => roles.scopesOf(record?.roles ?? []),
  });
}
