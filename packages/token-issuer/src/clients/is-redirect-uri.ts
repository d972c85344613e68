const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The scheme and the slashes of a web address. Without them a browser takes the rest for a path on our own host. */
const web = /^https?:\/\/[^/]/i;

/** What a host is made of. URLs may hold more, which means something else in headers (a policy) and to people (`*`). */
const host = /^(?:[\w.-]+|\[[\da-f:.]+\])$/;

/**
 * Whether this can be registered as a redirect URI: absolute and without a fragment (RFC 6749 §3.1.2); https, http on the
 * loopback interface, or a private-use scheme that holds a dot (RFC 8252 §7).
 */
export function isRedirectUri(value: string): boolean {
  if (!URL.canParse(value) || /[#\s\\]/.test(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username !== '' || password !== '') return false;
  if (protocol !== 'http:' && protocol !== 'https:') return protocol.includes('.');
  return web.test(value) && host.test(hostname) && (protocol === 'https:' || loopback.has(hostname));
}
