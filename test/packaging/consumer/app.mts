// What a user writes, compiled against the packed packages.
import { defineRoles, denyWith, requirePermission, requireScopes, requireThat } from '@portcullis/authorize';
import { bearer, protectedResource } from '@portcullis/bearer';
import { bearerStrategy } from '@portcullis/bearer/passport';
import {
  allOf,
  anyOf,
  notFound,
  onDecision,
  optional,
  principalOf,
  problemDetails,
  publicRoute,
} from '@portcullis/core';
import { secureHeaders } from '@portcullis/perimeter';
import { createMemoryStore } from '@portcullis/store';
import { storeContract } from '@portcullis/store/contract';
import { clientAdministration, createClients, tokenIssuer } from '@portcullis/token-issuer';
import express, { type Request } from 'express';

const issuerUrl = 'https://login.bank.example';
const store = createMemoryStore();
const roles = defineRoles({ teller: { permissions: ['accounts:read'] } });
const clients = createClients({ store, roles });
const issuer = tokenIssuer({ issuer: issuerUrl, audience: issuerUrl, store, clients });
const local = bearer({ issuer, audience: issuerUrl });
const remote = bearer({
  issuer: 'https://other.example',
  audience: 'https://api.example',
  algorithms: ['ES256'],
});

const resource = protectedResource({ resource: issuerUrl, authorizationServers: [issuer], scopes: ['read'] });
const asked = bearer({
  issuer: 'https://third.example',
  audience: issuerUrl,
  introspection: { url: 'https://third.example/introspect', clientId: 'api', clientSecret: 'from a vault' },
  resourceMetadata: resource,
});
console.log(bearerStrategy(asked).name);

const app = express();
app.use(secureHeaders());
app.use(issuer.router, resource);
app.use(
  '/admin/clients',
  clientAdministration({ clients, guard: allOf(local, requireScopes('clients:manage')) }),
);
app.get('/public', publicRoute('The price list is for everybody'), (_req, res) => void res.json({}));
app.get('/maybe', optional(remote), (req, res) => void res.json({ client: req.principal?.client.id }));
app.get('/either', anyOf(local, remote), (req, res) => void res.json(principalOf(req).scopes));
app.get(
  '/accounts/:accountId',
  local,
  requirePermission('read', 'accounts', { roles }),
  requireThat<Request>('owner', ({ client }, req) => req.get('x-owner') === client.id),
  denyWith(requireScopes('accounts:read'), { status: 404 }),
  (req, res) => void res.json({ id: req.params.accountId, by: req.principal?.client.id }),
);
app.use(notFound());
app.use(problemDetails());
onDecision(({ outcome, reason }) => console.log(outcome, reason, storeContract.length));
