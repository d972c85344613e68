import { join } from 'node:path';
import { requireScopes } from '@portcullis/authorize';
import { bearer } from '@portcullis/bearer';
import { allOf, notFound, problemDetails } from '@portcullis/core';
import { failureThrottle } from '@portcullis/limits';
import { requireTls, secureHeaders } from '@portcullis/perimeter';
import { type Clients, clientAdministration, createClients, tokenIssuer } from '@portcullis/token-issuer';
import type { ExampleContext } from '@portcullis-examples/host';
import express, { type Express } from 'express';
import { apiNames, roles } from './apis.js';
import { messageRoutes } from './message-routes.js';
import { createSpool } from './spool.js';

/** The gateway's app, and what is needed beside it. */
export interface Gateway {
  readonly app: Express;
  readonly clients: Clients;
  close(): Promise<void>;
}

/** Everything the gateway answers. */
export async function createApp(context: ExampleContext): Promise<Gateway> {
  const { settings, store } = context;
  const perAddress = settings.failureLimitPerAddress;
  const clients = createClients({ store, scopes: [...apiNames, 'clients:manage'], roles });
  const issuer = tokenIssuer({
    issuer: context.issuer,
    audience: context.issuer,
    store,
    clients,
    accessTokenSeconds: settings.accessTokenSeconds,
    failureLimits: { perAddress },
  });
  await issuer.ready();
  const account = bearer({ issuer, audience: context.issuer });
  const spool = await createSpool(join(context.folder, 'messages'));

  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', settings.trustProxy);
  app.use(secureHeaders());
  if (settings.production) app.use(requireTls());
  app.use(issuer.router);
  app.use(failureThrottle({ counters: store.counters, perAddress }));
  app.use('/api', messageRoutes(account, clients, spool));
  app.use(
    '/admin/clients',
    clientAdministration({
      clients,
      guard: allOf(account, requireScopes('clients:manage')),
      mayGive: () => ({ scopes: apiNames, roles: roles.names }),
      defaults: { grants: ['client_credentials'] },
      members: { scopes: 'apis' },
      mediaTypeStatus: 400,
    }),
  );
  app.use(notFound());
  app.use(problemDetails());
  return { app, clients, close: () => issuer.close() };
}
