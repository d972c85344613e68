/**
 * Whether a browser can be sent there: a path, or an absolute URL of http or https. A path that begins with two slashes,
 * or a slash and a backslash, would name another host.
 */
export function isPage(page: unknown): page is string {
  if (typeof page !== 'string' || /[\p{Cc}\p{Cs}]/u.test(page)) return false;
  if (page.startsWith('/')) return !/^\/[/\\]/.test(page);
  return /^https?:\/\//i.test(page) && URL.canParse(page);
}
