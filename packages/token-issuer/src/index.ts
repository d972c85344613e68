export type { Authority, AuthorityQuestion, FailureLimits } from '@portcullis/store';
export {
  type ClientAdministrationOptions,
  clientAdministration,
} from './administration/client-administration.js';
export type { ClientMember, ClientMemberNames } from './administration/client-json.js';
export type { GivenNames, MayGive } from './administration/may-give.js';
export type {
  AskConsent,
  Authenticate,
  AuthenticationAnswer,
  AuthorizationOptions,
  SignedInUser,
} from './authorization/authorization-options.js';
export type { Interaction } from './authorization/interaction.js';
export type { Interactions } from './authorization/interactions.js';
export type {
  AuthenticationAttempt,
  AuthenticationRequest,
  ClientAuthenticationMethod,
} from './client-authentication/client-authentication-method.js';
export { clientSecretBasic } from './client-authentication/client-secret-basic.js';
export { clientSecretPost } from './client-authentication/client-secret-post.js';
export { none } from './client-authentication/none.js';
export { type PrivateKeyJwtOptions, privateKeyJwt } from './client-authentication/private-key-jwt.js';
export type { Client, ClientDetails, NewClientDetails, UncheckedDetails } from './clients/client.js';
export type { ClientChange } from './clients/client-changes.js';
export type { ClientKeys } from './clients/client-keys.js';
export type { Clients, CreatedClient, CreatedSecret } from './clients/clients.js';
export { type ClientsOptions, createClients } from './clients/create-clients.js';
export type { TokensOf } from './end-tokens.js';
export type { MayIntrospect } from './endpoints/introspection-endpoint.js';
export { authorizationCode } from './grants/authorization-code.js';
export { clientCredentials } from './grants/client-credentials.js';
export { clientCredentialsWithRefreshToken } from './grants/client-credentials-with-refresh-token.js';
export type { AccessTokenRequest, Grant, GrantContext, PresentedCode, TokenAnswer } from './grants/grant.js';
export { refreshToken } from './grants/refresh-token.js';
export type { RequestHandler } from './issuer-router.js';
export type { RefreshTokenOptions } from './refresh-tokens/refresh-token-options.js';
export type { Parameters } from './request/parameters.js';
export type { PendingKey } from './signing-keys/rotate-signing-key.js';
export { type TokenIssuer, tokenIssuer } from './token-issuer.js';
export type { IssuerPaths, TokenIssuerOptions } from './token-issuer-options.js';
export type { TokenUser, UserScopes } from './users/user-scopes.js';
