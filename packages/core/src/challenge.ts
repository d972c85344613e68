const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What RFC 6750 §3 lets stand in a value: printable ASCII. Everything else is replaced, so no line can be broken. */
const UNPRINTABLE = /[^\x20-\x7e]/g;

/**
 * Writes one challenge for `WWW-Authenticate` (RFC 9110 §11.6.1): `Bearer realm="api", scope="accounts:read"`.
 * Parameters that are `undefined` are left out. The one place where challenges are quoted.
 *
 * @throws TypeError when the scheme or a parameter's name is not a token of RFC 9110.
 */
export function formatChallenge(
  scheme: string,
  params: Readonly<Record<string, string | undefined>>,
): string {
  requireToken(scheme);
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(params)) {
    requireToken(name);
    if (value !== undefined) pairs.push(`${name}="${quote(value)}"`);
  }
  return pairs.length === 0 ? scheme : `${scheme} ${pairs.join(', ')}`;
}

function requireToken(name: string): void {
  if (!TOKEN.test(name))
    throw new TypeError(`Cannot format challenge: ${JSON.stringify(name)} is not a token`);
}

function quote(value: string): string {
  return value.replace(UNPRINTABLE, '?').replace(/["\\]/g, '\\$&');
}
