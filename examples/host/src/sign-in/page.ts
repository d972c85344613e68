import { secureHeaders } from '@portcullis/perimeter';
import type { Request, Response } from 'express';
import { type Html, html } from './html.js';

/** A page, and where a form on it may lead to besides this server. */
export interface Page {
  readonly title: string;
  /** The name of the server. */
  readonly brand: string;
  /** Below which the pages are. */
  readonly base: string;
  readonly body: Html;
  /** The redirect URI of the client that the form returns to in the end. */
  readonly redirectUri?: string;
}

/** Answers with a page. Its form is ordinary HTML; nothing on it is a script. */
export function sendPage(req: Request, res: Response, status: number, page: Page): void {
  pageHeaders(page.redirectUri)(req, res, () => {
    res.status(status).type('html').send(layout(page).markup);
  });
}

/** Browsers hold `form-action` also against the redirects that follow a form. */
function pageHeaders(redirectUri: string | undefined) {
  const targets = redirectUri === undefined ? [] : [redirectSource(redirectUri)];
  return secureHeaders({
    preset: 'pages',
    contentSecurityPolicy: { 'form-action': ["'self'", ...targets] },
  });
}

/** The origin; the scheme alone where it has none, or one that a policy cannot name (an IPv6 address). */
function redirectSource(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return origin === 'null' || origin.includes('[') ? protocol : origin;
}

function layout({ title, brand, base, body }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${brand}</title>
<link rel="stylesheet" href="${base}/sign-in.css">
</head>
<body>
<main>
<p class="brand">${brand}</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}
