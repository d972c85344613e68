import { type Clock, checkOptions, checkWholeNumber, systemClock } from '@portcullis/core';
import { checkAlgorithms, checkIssuerUrl, type SignatureAlgorithm } from '@portcullis/jwt';
import type { FailureLimits, Store } from '@portcullis/store';
import {
  type AuthorizationOptions,
  type AuthorizationSettings,
  readAuthorizationOptions,
} from './authorization/authorization-options.js';
import type { ClientAuthenticationMethod } from './client-authentication/client-authentication-method.js';
import { clientSecretBasic } from './client-authentication/client-secret-basic.js';
import { clientSecretPost } from './client-authentication/client-secret-post.js';
import type { Clients } from './clients/clients.js';
import type { MayIntrospect } from './endpoints/introspection-endpoint.js';
import { clientCredentials } from './grants/client-credentials.js';
import type { Grant } from './grants/grant.js';
import { type RefreshTokenOptions, readRefreshTokenOptions } from './refresh-tokens/refresh-token-options.js';
import type { UserScopes } from './users/user-scopes.js';

export interface TokenIssuerOptions extends AuthorizationOptions {
  /** The issuer identifier (RFC 8414 §2): https, http on loopback only. All URLs are made from it. */
  readonly issuer: string;
  /** Whom access tokens are meant for: `aud`. */
  readonly audience: string | readonly string[];
  readonly store: Store;
  /** The registry of `createClients`. */
  readonly clients: Pick<Clients, 'find'>;
  /** What access tokens and keys are signed with. @default 'ES256' */
  readonly algorithm?: SignatureAlgorithm;
  /** How access tokens look: signed (RFC 9068), or a random reference into the store. @default 'jwt' */
  readonly accessToken?: 'jwt' | 'opaque';
  /** How long they live, 1 to 86400. @default 300 */
  readonly accessTokenSeconds?: number;
  /** JWTs carry the client's roles (RFC 9068 §2.2.3.1), for resource servers that cannot ask. @default false */
  readonly includeRoles?: boolean;
  /** How long refresh tokens live and whether they are rotated; for the grant `refreshToken`. */
  readonly refreshTokens?: RefreshTokenOptions;
  /** The grants that are offered. @default [clientCredentials] */
  readonly grants?: readonly Grant[];
  /** How clients may authenticate. @default [clientSecretBasic, clientSecretPost] */
  readonly clientAuthentication?: readonly ClientAuthenticationMethod[];
  /** Clients may send their parameters as a JSON object too, which OAuth does not know. @default false */
  readonly acceptJson?: boolean;
  /** Where the endpoints stand, from the root of the issuer. */
  readonly paths?: IssuerPaths;
  /** Scopes that a user may have by their roles now: for new tokens and for live ones. @default all that the client may have */
  readonly userScopes?: UserScopes;
  /** Who may introspect a token of whom besides its own client: resource servers. @default nobody else */
  readonly mayIntrospect?: MayIntrospect;
  /** @default 10 for each client, 300 for each address, in 60 s */
  readonly failureLimits?: FailureLimits;
  /** How long a new key is published before it signs, at least 60. @default 600 */
  readonly keyPublicationSeconds?: number;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

/** Paths from the root of the issuer, as `/oauth/token`. */
export interface IssuerPaths {
  /** @default '/oauth/token' */
  readonly token?: string;
  /** @default '/oauth/jwks' */
  readonly jwks?: string;
  /** Authorization, where browsers come (RFC 6749 §3.1). @default not offered */
  readonly authorize?: string;
  /** A second token endpoint, for the grant `refresh_token` alone; `grant_type` may be left out. @default not offered */
  readonly refresh?: string;
  /** Revocation (RFC 7009). @default not offered */
  readonly revoke?: string;
  /** Introspection (RFC 7662). @default not offered */
  readonly introspect?: string;
}

const action = 'Cannot create token issuer';

const optionNames: readonly (keyof TokenIssuerOptions)[] = [
  'issuer',
  'audience',
  'store',
  'clients',
  'algorithm',
  'accessToken',
  'accessTokenSeconds',
  'includeRoles',
  'refreshTokens',
  'grants',
  'clientAuthentication',
  'acceptJson',
  'paths',
  'authenticate',
  'askConsent',
  'codeSeconds',
  'userScopes',
  'mayIntrospect',
  'failureLimits',
  'keyPublicationSeconds',
  'clock',
];

const defaultPaths = { token: '/oauth/token', jwks: '/oauth/jwks' };

const pathNames: readonly (keyof IssuerPaths)[] = [
  'token',
  'jwks',
  'authorize',
  'refresh',
  'revoke',
  'introspect',
];

/** The options with their defaults. */
export interface TokenIssuerSettings
  extends Required<
    Omit<TokenIssuerOptions, keyof AuthorizationOptions | 'paths' | 'refreshTokens' | 'userScopes'>
  > {
  /** Absent where the authorization endpoint is not offered. */
  readonly authorization: AuthorizationSettings | undefined;
  readonly userScopes: UserScopes | undefined;
  readonly paths: IssuerPaths & typeof defaultPaths;
  readonly refreshTokens: Required<RefreshTokenOptions>;
}

/** @throws TypeError for the first option that is not as it should be. */
export function readTokenIssuerOptions(options: TokenIssuerOptions): TokenIssuerSettings {
  checkOptions(action, options, optionNames);
  const { mayIntrospect: isIntrospector = () => false, userScopes } = options;
  if (typeof isIntrospector !== 'function') throw misfit('mayIntrospect must be a function');
  if (!['function', 'undefined'].includes(typeof userScopes)) throw misfit('userScopes must be a function');
  const { authenticate, askConsent, codeSeconds, ...others } = options;
  const settings: TokenIssuerSettings = {
    algorithm: 'ES256',
    accessToken: 'jwt',
    accessTokenSeconds: 300,
    includeRoles: false,
    grants: [clientCredentials],
    clientAuthentication: [clientSecretBasic, clientSecretPost],
    acceptJson: false,
    failureLimits: {},
    keyPublicationSeconds: 600,
    clock: systemClock,
    ...others,
    userScopes,
    authorization: readAuthorizationOptions(action, options),
    paths: { ...defaultPaths, ...options.paths },
    refreshTokens: readRefreshTokenOptions(action, options.refreshTokens ?? {}),
    mayIntrospect: (caller, clientId) => caller.id === clientId || isIntrospector(caller, clientId),
  };
  checkSettings(settings);
  return settings;
}

function checkSettings(settings: TokenIssuerSettings): void {
  const { store, clients, failureLimits, paths } = settings;
  checkIssuerUrl(action, 'issuer', settings.issuer);
  checkAudience(settings.audience);
  if (typeof store?.signingKeys?.list !== 'function') throw misfit('store is missing');
  if (typeof clients?.find !== 'function') throw misfit('clients is missing');
  if (typeof settings.acceptJson !== 'boolean') throw misfit('acceptJson must be true or false');
  checkAlgorithms(action, [settings.algorithm]);
  if (!['jwt', 'opaque'].includes(settings.accessToken)) throw misfit('accessToken must be jwt or opaque');
  checkWholeNumber(action, 'accessTokenSeconds', settings.accessTokenSeconds, 1, 86_400);
  if (settings.accessTokenSeconds * 1000 > store.revocations.rememberedMs) {
    throw misfit('accessTokenSeconds is longer than the store remembers revocations');
  }
  checkWholeNumber(action, 'keyPublicationSeconds', settings.keyPublicationSeconds, 60, 604_800);
  checkDistinct(
    'grants',
    settings.grants.map(({ type }) => type),
  );
  checkDistinct(
    'clientAuthentication',
    settings.clientAuthentication.map(({ name }) => name),
  );
  checkOptions(`${action}: failureLimits`, failureLimits, ['perClient', 'perAddress', 'windowSeconds']);
  for (const [name, value] of Object.entries(failureLimits)) {
    checkWholeNumber(action, `failureLimits.${name}`, value, 1, 1_000_000);
  }
  checkOptions(`${action}: paths`, paths, pathNames);
  for (const [name, path] of Object.entries(paths)) checkPath(`paths.${name}`, path);
  checkDistinct('paths', Object.values(paths));
  if (paths.refresh !== undefined && !settings.grants.some(({ type }) => type === 'refresh_token')) {
    throw misfit('paths.refresh needs the grant refreshToken');
  }
}

function checkAudience(audience: unknown): void {
  const audiences = Array.isArray(audience) ? audience : [audience];
  if (audience === undefined || audiences.length === 0) throw misfit('audience is missing');
  if (!audiences.every((name) => typeof name === 'string' && name !== '')) {
    throw misfit('audience must be a text, or a list of texts');
  }
}

function checkDistinct(option: string, names: readonly string[]): void {
  if (names.length === 0) throw misfit(`${option} is empty`);
  if (new Set(names).size < names.length) throw misfit(`${option} has one of them twice`);
}

function checkPath(option: string, path: unknown): void {
  if (typeof path === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(path)) return;
  throw misfit(`${option} is ${String(path)}, must be a path as /oauth/token`);
}

function misfit(found: string): TypeError {
  return new TypeError(`${action}: ${found}`);
}
