import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { methodNotAllowed } from '@portcullis/core';
import { secureHeaders } from '@portcullis/perimeter';
import { type NextFunction, type Request, type Response, Router } from 'express';
import type { ApiDocument } from './document.js';

const assets = ['swagger-ui.css', 'swagger-ui-bundle.js'];

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Digital banking: API reference</title>
<link rel="stylesheet" href="reference/swagger-ui.css">
</head>
<body>
<noscript>This page needs JavaScript. The document itself: <a href="reference/openapi.json">openapi.json</a></noscript>
<div id="reference"></div>
<script src="reference/swagger-ui-bundle.js"></script>
<script src="reference/show.js"></script>
</body>
</html>
`;

/** It is for reading: nothing is sent from here, so nothing asks for a key. */
const script = `const nothing = () => () => null;
SwaggerUIBundle({
  url: 'reference/openapi.json',
  plugins: [{ wrapComponents: { authorizeBtn: nothing, authorizeOperationBtn: nothing } }],
  dom_id: '#reference',
  validatorUrl: null,
  supportedSubmitMethods: [],
  deepLinking: true,
  defaultModelsExpandDepth: 0,
});
`;

/** The document to read in a browser, by `swagger-ui-dist`, from this server alone. Anybody may read it. */
export function referencePage(document: ApiDocument): Router {
  const shown = withNeeds(document);
  const viewer = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const router = Router({ strict: true });
  router.use('/reference', pageHeaders());
  router.get('/reference', forbidStoring, (_req, res) => void res.type('html').send(page));
  router.get('/reference/openapi.json', forbidStoring, (_req, res) => void res.json(shown));
  router.get('/reference/show.js', (_req, res) => void res.type('js').send(script));
  for (const asset of assets) {
    router.get(`/reference/${asset}`, (_req, res) => res.sendFile(asset, { root: viewer, maxAge: '1h' }));
  }
  const known = ['/reference', ...['openapi.json', 'show.js', ...assets].map((name) => `/reference/${name}`)];
  return router.all(known, methodNotAllowed('GET'));
}

interface Operation {
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

/** What an operation needs, in words: the viewer shows its security only where it asks for keys. */
function withNeeds(document: ApiDocument): object {
  const paths = Object.entries<Record<string, Operation>>(document.paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [method, describe(operation)]),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}

function describe({ description = '', security, ...operation }: Operation): object {
  const needs = security.map(({ accessToken: scopes }) =>
    scopes === undefined
      ? 'Needs an API key.'
      : `Needs an API key, and an access token with \`${scopes.join('`, `')}\`.`,
  );
  return { ...operation, security, description: [description, ...needs].join('\n\n') };
}

/** The viewer writes styles into its elements, and has its pictures in its style sheet. */
function pageHeaders() {
  return secureHeaders({
    preset: 'pages',
    contentSecurityPolicy: {
      'connect-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'script-src': ["'self'"],
      'style-src': ["'self'", "'unsafe-inline'"],
    },
  });
}

function forbidStoring(_req: Request, res: Response, next: NextFunction): void {
  res.set('Cache-Control', 'no-store');
  next();
}
