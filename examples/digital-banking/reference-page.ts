import { createRequire } from 'node:module';
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

/** It is for reading: nothing is sent from here, so nobody types a key into it. */
const script = `SwaggerUIBundle({
  url: 'reference/openapi.json',
  dom_id: '#reference',
  validatorUrl: null,
  supportedSubmitMethods: [],
  deepLinking: true,
  defaultModelsExpandDepth: 0,
});
`;

/** The document to read in a browser, by `swagger-ui-dist`, from this server alone. Anybody may read it. */
export function referencePage(document: ApiDocument): Router {
  const { resolve } = createRequire(import.meta.url);
  const router = Router({ strict: true });
  router.use('/reference', pageHeaders());
  router.get('/reference', forbidStoring, (_req, res) => void res.type('html').send(page));
  router.get('/reference/openapi.json', forbidStoring, (_req, res) => void res.json(document));
  router.get('/reference/show.js', (_req, res) => void res.type('js').send(script));
  for (const asset of assets) {
    const file = resolve(`swagger-ui-dist/${asset}`);
    router.get(`/reference/${asset}`, (_req, res) => res.sendFile(file, { maxAge: '1h' }));
  }
  const known = ['/reference', ...['openapi.json', 'show.js', ...assets].map((name) => `/reference/${name}`)];
  return router.all(known, methodNotAllowed('GET'));
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
