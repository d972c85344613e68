import type { RedisClientOptions } from 'redis';
import type { ServerSettings } from './server-settings.js';

type ClientOptions = Pick<
  RedisClientOptions,
  | 'commandOptions'
  | 'username'
  | 'password'
  | 'database'
  | 'disableOfflineQueue'
  | 'disableClientInfo'
  | 'maintNotifications'
> & { readonly RESP: 2; readonly socket: NonNullable<RedisClientOptions['socket']> };

/**
 * What the driver is told. It neither queues commands for later nor connects again nor has a deadline: a link has one,
 * and opens a new connection in the place of a broken one. RESP 2 is what every server and proxy speaks.
 */
export function clientOptions({ address, tls }: ServerSettings, connectMs: number): ClientOptions {
  const { host, port, username, password, database } = address;
  const socket = { host, port, connectTimeout: connectMs, reconnectStrategy: false } as const;
  return {
    socket: address.tls ? { ...socket, ...tls, tls: true, rejectUnauthorized: true } : socket,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    database,
    RESP: 2,
    commandOptions: { timeout: 0 },
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  };
}
