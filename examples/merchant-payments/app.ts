import { bearer } from '@portcullis/bearer';
import { notFound, problemDetails } from '@portcullis/core';
import { failureThrottle } from '@portcullis/limits';
import { requireTls, secureHeaders } from '@portcullis/perimeter';
import { type Clients, createClients } from '@portcullis/token-issuer';
import type { ExampleContext } from '@portcullis-examples/host';
import { openRecords } from '@portcullis-examples/host/records';
import { createSignIn } from '@portcullis-examples/host/sign-in';
import express, { type Express } from 'express';
import { type Books, createBooks } from './books.js';
import { createCallerFinder } from './caller.js';
import { describePermission, permissionNames, roles } from './iam.js';
import { createIssuer } from './issuer.js';
import { keyRoutes } from './key-routes.js';
import { createKeys } from './keys.js';
import { resources } from './resources.js';
import { createRoutes } from './routes.js';

/** The payments API, and what is needed beside it. */
export interface Payments {
  readonly app: Express;
  readonly clients: Clients;
  readonly books: Books;
  close(): Promise<void>;
}

/** Everything that the payments API answers. */
export async function createApp(context: ExampleContext): Promise<Payments> {
  const { settings, store } = context;
  const clients = createClients({ store, scopes: permissionNames, roles });
  const signIn = createSignIn({
    context,
    brand: 'Merchant payments',
    path: '/v1/auth',
    cookieName: 'merchant-payments',
    mayUse: ({ metadata }, { ownerId }) => metadata['merchant'] === ownerId,
    describeScope: describePermission,
  });
  const issuer = createIssuer(context, clients, signIn);
  await issuer.ready();
  const token = bearer({ issuer, audience: context.issuer });
  const findCaller = createCallerFinder(store);
  const records = await openRecords(context);
  const books = createBooks(records);

  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', settings.trustProxy);
  app.use(secureHeaders());
  if (settings.production) app.use(requireTls());
  app.use(issuer.router);
  app.use(signIn.pages(issuer));
  app.use(failureThrottle({ counters: store.counters, perAddress: settings.failureLimitPerAddress }));
  app.use('/v1/api-keys', createRoutes(token, findCaller, keyRoutes(createKeys(clients))));
  app.use('/v1', createRoutes(token, findCaller, resources(books)));
  app.use(notFound());
  app.use(problemDetails());
  return { app, clients, books, close };

  async function close(): Promise<void> {
    await issuer.close();
    await records.close();
  }
}
