import { createFailureCounts } from '@portcullis/store';
import type { AccessTokenFormat } from './access-tokens/access-token-format.js';
import type { CurrentAuthority } from './access-tokens/current-authority.js';
import { jwtAccessTokens } from './access-tokens/jwt-access-tokens.js';
import { opaqueAccessTokens } from './access-tokens/opaque-access-tokens.js';
import { authorizationEndpoint } from './authorization/authorization-endpoint.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { introspectionEndpoint } from './endpoints/introspection-endpoint.js';
import { type IssuerLocation, issuerLocation } from './endpoints/issuer-location.js';
import { jwksEndpoint } from './endpoints/jwks-endpoint.js';
import { metadataEndpoint, openidConfigurationEndpoint } from './endpoints/metadata-endpoint.js';
import { refreshEndpoint } from './endpoints/refresh-endpoint.js';
import { revocationEndpoint } from './endpoints/revocation-endpoint.js';
import { tokenEndpoint } from './endpoints/token-endpoint.js';
import { grantWork } from './grants/grant-work.js';
import { findIssuedJwt } from './issued-tokens/find-issued-jwt.js';
import { findIssuedReference } from './issued-tokens/find-issued-reference.js';
import { findIssuedRefreshToken } from './issued-tokens/find-issued-refresh-token.js';
import { findIssuedToken } from './issued-tokens/find-issued-token.js';
import type { FindIssuedToken } from './issued-tokens/issued-token.js';
import type { SigningKeyRing } from './signing-keys/signing-key-ring.js';
import type { TokenIssuerSettings } from './token-issuer-options.js';

/** What the endpoints share with the rest of the issuer. */
export interface IssuerParts {
  readonly keys: SigningKeyRing;
  readonly authorityOf: CurrentAuthority;
}

/** Everything that the issuer answers: what has a path, and the metadata that say so. */
export function issuerEndpoints(settings: TokenIssuerSettings, parts: IssuerParts): readonly Endpoint[] {
  const { paths, clients, clientAuthentication: methods, acceptJson, clock } = settings;
  const failures = createFailureCounts(settings.store.counters, settings.failureLimits, clock);
  const location = issuerLocation(settings.issuer);
  const shared = { location, methods, clients, failures, acceptJson };
  const work = grantWork(settings, accessTokenFormat(settings, parts.keys));
  const granting = { ...shared, grants: settings.grants, work };
  const authorization = authorizationEndpoints(settings, location);
  const endpoints = [
    ...authorization,
    tokenEndpoint({ ...granting, path: paths.token }),
    ...(paths.refresh === undefined ? [] : [refreshEndpoint({ ...granting, path: paths.refresh })]),
    // Half of what a key is pending for: every cache has the key before it signs.
    jwksEndpoint(location, paths.jwks, parts.keys, Math.floor(settings.keyPublicationSeconds / 2)),
    ...presentedTokenEndpoints(settings, { ...shared, find: issuedTokens(settings, parts) }),
  ];
  const metadata = [metadataEndpoint(location, endpoints)];
  // OpenID Connect clients look there, and only those that send users to us look at all.
  if (authorization.length > 0) metadata.push(openidConfigurationEndpoint(location, endpoints));
  return [...endpoints, ...metadata];
}

function authorizationEndpoints(
  settings: TokenIssuerSettings,
  location: IssuerLocation,
): readonly Endpoint[] {
  const { authorization, paths, store } = settings;
  if (authorization === undefined || paths.authorize === undefined) return [];
  const { users, consents, codes } = store;
  const shared = { ...settings, ...authorization, users, consents, codes };
  return [authorizationEndpoint({ ...shared, location, path: paths.authorize })];
}

function accessTokenFormat(settings: TokenIssuerSettings, keys: SigningKeyRing): AccessTokenFormat {
  if (settings.accessToken === 'jwt') return jwtAccessTokens({ ...settings, keys });
  return opaqueAccessTokens(settings.store.accessTokens, [settings.audience].flat());
}

/** The endpoints that are asked about a token: those that were given a path. */
function presentedTokenEndpoints(
  { paths: { revoke, introspect }, mayIntrospect }: TokenIssuerSettings,
  shared: Omit<Parameters<typeof revocationEndpoint>[0], 'path'> & { readonly location: IssuerLocation },
): readonly Endpoint[] {
  return [
    ...(revoke === undefined ? [] : [revocationEndpoint({ ...shared, path: revoke })]),
    ...(introspect === undefined
      ? []
      : [introspectionEndpoint({ ...shared, path: introspect, mayIntrospect })]),
  ];
}

function issuedTokens(
  settings: TokenIssuerSettings,
  { keys: { keySet }, authorityOf }: IssuerParts,
): FindIssuedToken {
  const { accessTokens, families, revocations } = settings.store;
  const shared = { issuer: settings.issuer, accessTokens, authorityOf };
  return findIssuedToken({
    jwt: findIssuedJwt({ ...settings, ...shared, keySet, revocations }),
    reference: findIssuedReference(shared),
    refreshToken: findIssuedRefreshToken(settings.issuer, families, authorityOf),
  });
}
