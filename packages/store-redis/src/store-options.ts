import { checkOptions } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import { parseRedisUrl, placeOf } from './redis-address.js';
import type { RedisTlsOptions, ServerSettings } from './server-settings.js';

export interface RedisStoreOptions {
  /** Keeps everything else: clients, keys, users, codes, families, tokens, and what is revoked. */
  readonly durable: Store;
  /** `redis://user:password@host:port/database`, or `rediss://` for TLS. */
  readonly url?: string;
  /** In place of `url`: some nodes of a Redis Cluster. */
  readonly clusterUrls?: readonly string[];
  /** With `rediss://`: authority, client certificate and key, server name, as `node:tls` takes them. */
  readonly tls?: RedisTlsOptions;
  /** Keys are named `prefix:mark:…` and `prefix:counter:…`, the channel `prefix:notices`. @default 'portcullis' */
  readonly prefix?: string;
  /** After so many milliseconds a command that has no answer is a 503. @default 1000 */
  readonly timeoutMs?: number;
  /** Accepts a server that forgets marks when its memory is full: what they guard can be used again. @default false */
  readonly dangerouslyAllowEviction?: boolean;
}

/** The options, read and checked. */
export interface StoreSettings {
  readonly durable: Store;
  readonly servers: readonly [ServerSettings, ...ServerSettings[]];
  readonly isCluster: boolean;
  /** What is connected to, for people to read; without the password. */
  readonly place: string;
  readonly prefix: string;
  readonly timeoutMs: number;
  readonly mayEvict: boolean;
}

const action = 'Cannot create Redis store';
const known = ['durable', 'url', 'clusterUrls', 'tls', 'prefix', 'timeoutMs', 'dangerouslyAllowEviction'];
const knownTls = ['ca', 'cert', 'key', 'servername'];

/** @throws TypeError for an unknown option or a wrong value. */
export function readStoreOptions(options: RedisStoreOptions): StoreSettings {
  checkOptions(action, options, known);
  const { durable, prefix = 'portcullis', timeoutMs = 1_000, dangerouslyAllowEviction = false } = options;
  if (typeof durable?.revocations?.onNotice !== 'function') {
    throw new TypeError(`${action}: durable must be a store`);
  }
  if (typeof prefix !== 'string' || !/^[\w.:-]{1,64}$/.test(prefix)) {
    throw new TypeError(`${action}: prefix must be 1 to 64 letters, digits, or any of . : - _`);
  }
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1) {
    throw new TypeError(`${action}: timeoutMs must be a whole number above 0, not ${String(timeoutMs)}`);
  }
  if (typeof dangerouslyAllowEviction !== 'boolean') {
    throw new TypeError(`${action}: dangerouslyAllowEviction must be true or false`);
  }
  const servers = readServers(options);
  const place = servers.map(({ address }) => placeOf(address)).join(', ');
  const isCluster = options.clusterUrls !== undefined;
  return { durable, servers, isCluster, place, prefix, timeoutMs, mayEvict: dangerouslyAllowEviction };
}

function readServers(options: RedisStoreOptions): StoreSettings['servers'] {
  const { url, clusterUrls, tls = {} } = options;
  checkOptions(`${action}: tls`, tls, knownTls);
  const read = (name: string, text: unknown): ServerSettings => {
    const address = parseRedisUrl(action, name, text);
    if (options.tls !== undefined && !address.tls) {
      throw new TypeError(`${action}: tls is given, but ${name} does not begin with rediss://`);
    }
    return { address, tls };
  };
  if (url !== undefined && clusterUrls === undefined) return [read('url', url)];
  if (url !== undefined || !Array.isArray(clusterUrls)) {
    throw new TypeError(`${action}: either url or clusterUrls must be given`);
  }
  const [first, ...others] = clusterUrls.map((text) => read('each of clusterUrls', text));
  if (first === undefined) throw new TypeError(`${action}: clusterUrls must name a node at least`);
  if ([first, ...others].some(({ address }) => address.database !== 0)) {
    throw new TypeError(`${action}: a cluster has no databases; leave the number out of clusterUrls`);
  }
  return [first, ...others];
}
