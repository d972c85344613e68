const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether this can be registered as a redirect URI: absolute and without a fragment (RFC 6749 §3.1.2); https, http on the
 * loopback interface, or a private-use scheme that holds a dot (RFC 8252 §7).
 */
export function isRedirectUri(value: string): boolean {
  if (!URL.canParse(value) || /[#\s\\]/.test(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username !== '' || password !== '') return false;
  if (protocol === 'http:') return loopback.has(hostname);
  return protocol === 'https:' || protocol.includes('.');
}
