import { checkOptions } from '@portcullis/core';
import { fetchJson } from './fetch-json.js';
import type { KeySet } from './key-set.js';
import { completeRefreshOptions, REFRESH_OPTIONS, type RefreshOptions } from './refresh-options.js';
import { RefreshingKeySet } from './refreshing-key-set.js';
import { checkSecureUrl } from './secure-url.js';

/** Where the keys are and how they are kept fresh. */
export interface RemoteKeySetOptions extends RefreshOptions {
  /** Address of the JWK Set; https, or http on loopback. */
  readonly url: string;
}

const ACTION = 'Cannot create remote key set';

/**
 * A key set that is fetched from a URL, for the first time when the first token needs it. `find` answers 503 while no
 * usable keys can be had. Does not check whose keys these are: the URL is trusted for one issuer by whoever gives it.
 *
 * @throws TypeError for wrong options
 * @see https://www.rfc-editor.org/rfc/rfc7517#section-5
 */
export function createRemoteKeySet(options: RemoteKeySetOptions): KeySet {
  checkOptions(ACTION, options, ['url', ...REFRESH_OPTIONS]);
  const url = checkSecureUrl(ACTION, 'url', options.url);
  return new RefreshingKeySet((signal) => fetchJson(url, signal), completeRefreshOptions(ACTION, options));
}
