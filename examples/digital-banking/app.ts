import type { ApiKeys } from '@portcullis/api-key';
import { apiKey, createApiKeys } from '@portcullis/api-key';
import { bearer } from '@portcullis/bearer';
import { notFound, problemDetails } from '@portcullis/core';
import { createMeter, failureThrottle, keyRateLimit } from '@portcullis/limits';
import { operationOf } from '@portcullis/openapi';
import { requireTls, secureHeaders } from '@portcullis/perimeter';
import { type Clients, createClients } from '@portcullis/token-issuer';
import type { ExampleContext } from '@portcullis-examples/host';
import { openRecords } from '@portcullis-examples/host/records';
import { createSignIn } from '@portcullis-examples/host/sign-in';
import express, { type Express } from 'express';
import { apiRouter } from './api-router.js';
import { type Bank, createBank } from './bank/bank.js';
import { createJournal } from './bank/journal.js';
import { createDocument, scopeDescriptions, scopeNames } from './document.js';
import { createIssuer } from './issuer.js';
import { planOf } from './plans.js';
import { referencePage } from './reference-page.js';

/** The bank's app, and what is needed beside it. */
export interface DigitalBanking {
  readonly app: Express;
  readonly clients: Clients;
  readonly keys: ApiKeys;
  readonly bank: Bank;
  close(): Promise<void>;
}

/** Everything that the bank answers. @param document the contract that is enforced */
export async function createApp(
  context: ExampleContext,
  document = createDocument(context.issuer),
): Promise<DigitalBanking> {
  const { settings, store, issuer: url, secrets } = context;
  const clients = createClients({ store, scopes: scopeNames });
  const keys = createApiKeys({ store, prefix: 'bank', peppers: secrets });
  const signIn = createSignIn({
    context,
    brand: 'Digital banking',
    path: '/auth',
    cookieName: 'digital-banking',
    mayUse: () => true,
    describeScope: (scope) => scopeDescriptions[scope] ?? scope,
  });
  const issuer = createIssuer(context, clients, signIn);
  await issuer.ready();
  const application = apiKey({ keys, issuer: url, realm: url, invalidCredentialStatus: 403 });
  const user = bearer({ issuer, audience: url, invalidCredentialStatus: 403 });
  const limit = keyRateLimit({ planOf: (caller) => planOf(application, caller), store: store.counters });
  const meter = createMeter({ usage: store.usage, operationOf, flushSeconds: 1 });
  const records = await openRecords(context);
  const bank = createBank(createJournal(records));
  const parts = { store, issuer: url, application, user, limit, meter, clients, keys, bank };
  const api = await apiRouter(document, parts);

  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', settings.trustProxy);
  app.use(secureHeaders());
  if (settings.production) app.use(requireTls());
  app.use(issuer.router);
  app.use(signIn.pages(issuer));
  app.use(referencePage(document));
  app.use(failureThrottle({ counters: store.counters, perAddress: settings.failureLimitPerAddress }));
  app.use(api);
  app.use(notFound());
  app.use(problemDetails());
  return { app, clients, keys, bank, close };

  async function close(): Promise<void> {
    await meter.close();
    await Promise.all([limit.close(), application.close(), issuer.close(), records.close()]);
    await keys.close();
  }
}
