import type { SecureContextOptions } from 'node:tls';
import type { RedisAddress } from './redis-address.js';

/** What TLS needs besides the `rediss://` of the URL. The certificate of the server is always verified. */
export interface RedisTlsOptions extends Pick<SecureContextOptions, 'ca' | 'cert' | 'key'> {
  /** The name that the server's certificate must have. @default the host of the URL */
  readonly servername?: string;
}

export interface ServerSettings {
  readonly address: RedisAddress;
  readonly tls: RedisTlsOptions;
}
