import { checkOptions, isScopeToken, type Names } from '@portcullis/core';
import { checkIssuerUrl, checkSecureUrl } from '@portcullis/jwt';
import type { LocalIssuer } from '../local-issuer.js';

/** What a client has to know of a resource before it asks anybody for a token. */
export interface ProtectedResourceOptions {
  /** The resource identifier (RFC 9728 §1.2), usually the audience of its tokens: https, http on loopback only. */
  readonly resource: string;
  /** Who issues tokens for it: issuer identifiers, or issuer objects. */
  readonly authorizationServers: readonly (string | Pick<LocalIssuer, 'issuer'>)[];
  /** Scopes that a client may want to ask for. */
  readonly scopes?: Names;
  /**
   * How a token may be sent: what the guards take.
   * @default ['header']
   */
  readonly bearerMethods?: readonly ('header' | 'body' | 'query')[];
  /** For people. */
  readonly name?: string;
  /** URL of a page for developers. */
  readonly documentation?: string;
  /** URL of a page that says how the data may be used. */
  readonly policy?: string;
  /** URL of a page with the terms of service. */
  readonly termsOfService?: string;
  /**
   * How long caches may keep the metadata.
   * @default 300
   */
  readonly maxAgeSeconds?: number;
}

const NAMES: readonly (keyof ProtectedResourceOptions)[] = [
  'resource',
  'authorizationServers',
  'scopes',
  'bearerMethods',
  'name',
  'documentation',
  'policy',
  'termsOfService',
  'maxAgeSeconds',
];

const METHODS: readonly unknown[] = ['header', 'body', 'query'];

/** The options with their defaults, and issuers by name. */
export interface ProtectedResourceSettings
  extends Omit<ProtectedResourceOptions, 'authorizationServers' | 'bearerMethods'> {
  readonly authorizationServers: Names;
  readonly bearerMethods: Names;
  readonly maxAgeSeconds: number;
}

/** @throws TypeError for an option that is missing, unknown or of a wrong value. */
export function readProtectedResourceOptions(
  action: string,
  options: ProtectedResourceOptions,
): ProtectedResourceSettings {
  checkOptions(action, options, NAMES);
  const { scopes, bearerMethods = ['header'], maxAgeSeconds = 300, name } = options;
  checkIssuerUrl(action, 'resource', options.resource);
  const authorizationServers = readAuthorizationServers(action, options.authorizationServers);
  if (scopes !== undefined) checkList(action, 'scopes', scopes, isScope);
  checkList(action, 'bearerMethods', bearerMethods, (method) => METHODS.includes(method));
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw new TypeError(`${action}: name is not text`);
  }
  for (const page of ['documentation', 'policy', 'termsOfService'] as const) {
    if (options[page] !== undefined) checkSecureUrl(action, page, options[page]);
  }
  if (!Number.isInteger(maxAgeSeconds) || maxAgeSeconds < 0) {
    throw new TypeError(
      `${action}: maxAgeSeconds is ${String(maxAgeSeconds)}, must be a whole number, at least 0`,
    );
  }
  return { ...options, authorizationServers, bearerMethods, maxAgeSeconds };
}

function readAuthorizationServers(
  action: string,
  servers: ProtectedResourceOptions['authorizationServers'],
): Names {
  if (servers === undefined) throw new TypeError(`${action}: authorizationServers is missing`);
  checkList(action, 'authorizationServers', servers, (server) => server !== undefined && server !== null);
  const issuers = servers.map((server) => (typeof server === 'string' ? server : server.issuer));
  for (const issuer of issuers) checkIssuerUrl(action, 'authorizationServers', issuer);
  return issuers;
}

function checkList(
  action: string,
  option: string,
  list: unknown,
  isGood: (member: unknown) => boolean,
): void {
  if (Array.isArray(list) && list.length > 0 && list.every(isGood)) return;
  throw new TypeError(`${action}: ${option} is no list, is empty, or has something else in it`);
}

function isScope(value: unknown): boolean {
  return typeof value === 'string' && isScopeToken(value);
}
