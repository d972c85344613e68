import type { ServerResponse } from 'node:http';
import type { SecurityError } from '@portcullis/core';

/**
 * Shows the user that a request cannot be answered, where nobody may be redirected. It holds fixed sentences alone, nothing
 * of what was sent.
 */
export function sendErrorPage(res: ServerResponse, error: SecurityError): void {
  if (res.headersSent) return;
  const html = errorPage(error.description ?? 'The request cannot be answered now');
  for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
  res.statusCode = error.status;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Security-Policy', "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
  res.setHeader('Referrer-Policy', 'no-referrer');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('X-Frame-Options', 'DENY');
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.end(html);
}

function errorPage(sentence: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign-in is not possible</title>
<h1>Sign-in is not possible</h1>
<p>${escapeHtml(sentence)}.</p>
<p>Go back to the application and try again, or tell those who run it.</p>
</html>
`;
}

/** The sentences hold nothing to escape; a page is not where to rely on that. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
