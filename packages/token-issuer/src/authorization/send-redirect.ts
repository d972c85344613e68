import type { ServerResponse } from 'node:http';

/**
 * Sends the browser somewhere, by GET whatever the request was (RFC 9700 §4.12). Nothing of it may be kept, nor named as a
 * referrer: the URL can hold a code.
 */
export function sendRedirect(res: ServerResponse, location: string): void {
  if (res.headersSent) return;
  res.statusCode = 303;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Pragma', 'no-cache');
  res.setHeader('Referrer-Policy', 'no-referrer');
  res.setHeader('Location', location.replace(/[^!-~]+/g, encodeURIComponent));
  res.end();
}
