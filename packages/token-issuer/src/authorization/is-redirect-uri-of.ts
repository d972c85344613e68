import type { Names } from '@portcullis/core';

/** Plain http on the loopback interface: origin without port, port, and the rest. */
const loopback = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::([1-9]\d{0,4}))?((?:[/?].*)?)$/;

const highestPort = 65_535;

/**
 * Whether a redirect URI is one of those that a client registered: character by character (RFC 9700 §4.1.3). On the
 * loopback interface the port may be another one, since the system gives it to an app when it starts (RFC 8252 §7.3).
 */
export function isRedirectUriOf(registered: Names, presented: string): boolean {
  if (registered.includes(presented)) return true;
  const portless = withoutLoopbackPort(presented);
  return portless !== undefined && registered.some((uri) => withoutLoopbackPort(uri) === portless);
}

/** `undefined` for every other URI. */
function withoutLoopbackPort(uri: string): string | undefined {
  const [, origin, port = '80', rest] = loopback.exec(uri) ?? [];
  return origin === undefined || Number(port) > highestPort ? undefined : `${origin}${rest}`;
}
