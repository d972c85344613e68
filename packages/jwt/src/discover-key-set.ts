import { checkOptions } from '@portcullis/core';
import { fetchJson } from './fetch-json.js';
import type { KeySet } from './key-set.js';
import { isJsonObject } from './parse-json-object.js';
import { completeRefreshOptions, REFRESH_OPTIONS, type RefreshOptions } from './refresh-options.js';
import { RefreshingKeySet } from './refreshing-key-set.js';
import { checkIssuerUrl, checkSecureUrl } from './secure-url.js';

/** Whose keys, and how they are kept fresh. */
export interface DiscoverKeySetOptions extends RefreshOptions {
  /** Issuer identifier; https, or http on loopback. Its metadata must name it, character by character. */
  readonly issuer: string;
}

const ACTION = 'Cannot discover key set';

/**
 * A key set whose address is read from the issuer's metadata (RFC 8414, else OpenID Connect Discovery), each time anew:
 * an issuer may move its keys. Otherwise like `createRemoteKeySet`.
 *
 * @throws TypeError for wrong options
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3
 */
export function discoverKeySet(options: DiscoverKeySetOptions): KeySet {
  checkOptions(ACTION, options, ['issuer', ...REFRESH_OPTIONS]);
  const { issuer } = options;
  const candidates = metadataUrls(checkIssuerUrl(ACTION, 'issuer', issuer));
  const load = async (signal: AbortSignal) =>
    fetchJson(await findJwksUri(issuer, candidates, signal), signal);
  return new RefreshingKeySet(load, completeRefreshOptions(ACTION, options));
}

/** RFC 8414 §3.1 puts the well-known part before the path, OpenID Connect Discovery §4 behind it. */
function metadataUrls(issuer: URL): readonly URL[] {
  const path = issuer.pathname.replace(/\/$/, '');
  return [
    new URL(`/.well-known/oauth-authorization-server${path}`, issuer),
    new URL(`${path}/.well-known/openid-configuration`, issuer),
  ];
}

/** The first document that is about this issuer decides. */
async function findJwksUri(issuer: string, candidates: readonly URL[], signal: AbortSignal): Promise<URL> {
  const failures: unknown[] = [];
  for (const url of candidates) {
    try {
      return readJwksUri(await fetchJson(url, signal), issuer);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, `Cannot discover the keys of ${issuer}`);
}

/** RFC 8414 §3.3 */
function readJwksUri(metadata: unknown, issuer: string): URL {
  if (!isJsonObject(metadata) || metadata.issuer !== issuer) {
    throw new Error('Cannot read issuer metadata: it is about another issuer');
  }
  const url = checkSecureUrl('Cannot read issuer metadata', 'jwks_uri', metadata.jwks_uri);
  // Metadata from afar must not point this process at its own machine in the clear.
  if (url.protocol !== 'https:' && issuer.startsWith('https:')) {
    throw new Error('Cannot read issuer metadata: jwks_uri is not https');
  }
  return url;
}
