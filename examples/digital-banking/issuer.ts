import {
  authorizationCode,
  type Clients,
  clientSecretBasic,
  clientSecretPost,
  none,
  refreshToken,
  type TokenIssuer,
  tokenIssuer,
} from '@portcullis/token-issuer';
import type { ExampleContext } from '@portcullis-examples/host';
import type { SignIn } from '@portcullis-examples/host/sign-in';
import { roles } from './roles.js';

/** Tokens of users, for applications: by code with PKCE, then by refresh token. */
export function createIssuer(context: ExampleContext, clients: Clients, signIn: SignIn): TokenIssuer {
  const { settings, store } = context;
  return tokenIssuer({
    issuer: context.issuer,
    audience: context.issuer,
    store,
    clients,
    accessTokenSeconds: settings.accessTokenSeconds,
    failureLimits: { perAddress: settings.failureLimitPerAddress },
    grants: [authorizationCode, refreshToken],
    clientAuthentication: [clientSecretBasic, clientSecretPost, none],
    paths: {
      authorize: '/auth/authorize',
      token: '/auth/token',
      revoke: '/auth/revoke',
      introspect: '/auth/introspect',
      jwks: '/auth/jwks',
    },
    authenticate: signIn.authenticate,
    askConsent: signIn.askConsent,
    userScopes: ({ record }) => roles.scopesOf(record?.roles ?? []),
  });
}
