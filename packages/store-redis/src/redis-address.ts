/** Where a server is, and as whom to talk to it. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
}

/**
 * Reads `redis[s]://user:password@host:port/database`; all but the host may be absent.
 * @throws TypeError that never holds the URL, because a password may stand in it.
 */
export function parseRedisUrl(action: string, name: string, url: unknown): RedisAddress {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '') {
    throw new TypeError(
      `${action}: ${name} must be a URL that begins with redis:// or rediss:// and names a host`,
    );
  }
  if (!/^(\/\d{0,5})?$/.test(parsed.pathname) || parsed.search !== '' || parsed.hash !== '') {
    throw new TypeError(
      `${action}: after the host, ${name} may hold the number of a database and nothing else`,
    );
  }
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(parsed.port || '6379'),
    tls: parsed.protocol === 'rediss:',
    database: Number(parsed.pathname.slice(1)),
    ...readUser(action, name, parsed),
  };
}

/** Host and port, for people to read. */
export function placeOf({ host, port }: RedisAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function readUser(
  action: string,
  name: string,
  { username, password }: URL,
): Pick<RedisAddress, 'username' | 'password'> {
  if (username !== '' && password === '') {
    throw new TypeError(`${action}: ${name} names a user without a password`);
  }
  try {
    return {
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
    };
  } catch {
    throw new TypeError(`${action}: user and password in ${name} must be percent-encoded`);
  }
}
