// The same door for TypeScript 5 with `module: commonjs`, which resolves by `main` and `types`.
import { requireScopes } from '@portcullis/authorize';
import { bearer } from '@portcullis/bearer';
import { bearerStrategy } from '@portcullis/bearer/passport';
import { principalOf } from '@portcullis/core';
import { enforceOpenApi, operationOf } from '@portcullis/openapi';
import { secureHeaders } from '@portcullis/perimeter';
import { createMemoryStore } from '@portcullis/store';
import { createClients, tokenIssuer } from '@portcullis/token-issuer';
import express from 'express';

const store = createMemoryStore();
const clients = createClients({ store });
const issuer = tokenIssuer({ issuer: 'https://a.example', audience: 'https://a.example', store, clients });
const app = express();
app.use(secureHeaders(), issuer.router);
const user = bearer({ issuer, audience: 'https://a.example' });
console.log(bearerStrategy(user).name);
app.get('/', user, requireScopes('read'), (req, res) => {
  res.json({ client: req.principal?.client.id, scopes: principalOf(req).scopes });
});
enforceOpenApi({}, { schemes: { user } }).then((api) => {
  app.use(api);
  app.get('/apiDoc', api.document);
  app.get('/operation', (req, res) => {
    res.json(operationOf(req));
  });
  api.check(app);
}, console.error);
