const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * An issuer identifier (RFC 8414 §2): an absolute https URL without query or fragment. Plain http is taken on the
 * loopback interface alone.
 *
 * @param action how the message begins: `Cannot create bearer middleware`
 * @throws TypeError that names the option and what is wrong with it
 */
export function checkIssuerUrl(action: string, option: string, value: unknown): URL {
  const url = checkSecureUrl(action, option, value);
  if (url.search !== '' || String(value).includes('?')) throw misfit(action, option, 'has a query');
  return url;
}

/**
 * An absolute https URL (http on the loopback interface alone), without credentials or fragment.
 *
 * @throws TypeError that names the option and what is wrong with it
 */
export function checkSecureUrl(action: string, option: string, value: unknown): URL {
  if (typeof value !== 'string' || value === '') throw misfit(action, option, 'is missing');
  // The parser of URLs drops white space and turns backslashes; then two spellings would name one issuer.
  if (/[\s\\]/.test(value) || !URL.canParse(value)) throw misfit(action, option, 'is no absolute URL');
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') throw misfit(action, option, 'has credentials in it');
  if (value.includes('#')) throw misfit(action, option, 'has a fragment');
  if (url.protocol !== 'https:' && !isLoopbackHttp(url)) {
    throw misfit(
      action,
      option,
      `is ${url.protocol}//${url.host}, must be https (http is for loopback only)`,
    );
  }
  return url;
}

/** Whether this is plain http to this very machine. */
export function isLoopbackHttp(url: URL): boolean {
  return url.protocol === 'http:' && LOOPBACK.test(url.hostname);
}

function misfit(action: string, option: string, found: string): TypeError {
  return new TypeError(`${action}: ${option} ${found}`);
}
