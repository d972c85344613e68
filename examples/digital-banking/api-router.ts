import type { ApiKeyGuard, ApiKeys } from '@portcullis/api-key';
import { requirePermission } from '@portcullis/authorize';
import type { Guard } from '@portcullis/core';
import type { KeyRateLimit, Meter } from '@portcullis/limits';
import { enforceOpenApi } from '@portcullis/openapi';
import type { Store } from '@portcullis/store';
import type { Clients } from '@portcullis/token-issuer';
import { Router } from 'express';
import { createAccountSource } from './bank/account-source.js';
import type { Bank } from './bank/bank.js';
import { checkBodies } from './check-bodies.js';
import { countCalls } from './count-calls.js';
import type { ApiDocument } from './document.js';
import { accountRoutes } from './routes/account-routes.js';
import { applicationRoutes } from './routes/application-routes.js';
import { clientRoutes } from './routes/client-routes.js';
import { keyRoutes } from './routes/key-routes.js';
import { orderRoutes } from './routes/order-routes.js';
import { productRoutes } from './routes/product-routes.js';
import { userRoutes } from './routes/user-routes.js';

/** What the API is made of. */
export interface ApiParts {
  readonly issuer: string;
  /** Which application is calling. */
  readonly application: ApiKeyGuard;
  /** On behalf of which user. */
  readonly user: Guard;
  readonly limit: KeyRateLimit;
  readonly meter: Meter;
  readonly store: Store;
  readonly clients: Clients;
  readonly keys: ApiKeys;
  readonly bank: Bank;
}

const mayManageKeys = requirePermission('manage', 'api-keys');
const mayManageUsers = requirePermission('manage', 'users');

/**
 * Everything in the document and nothing else: key, limit, token, scopes, permission, body, whose it is, in this order.
 *
 * @throws TypeError (as a rejection) where document and routes differ, and for an operation without security of its own.
 */
export async function apiRouter(document: ApiDocument, parts: ApiParts): Promise<Router> {
  const { issuer, application, user, limit, meter, store, clients, keys, bank } = parts;
  const schemes = { apiKey: application, accessToken: user };
  const api = await enforceOpenApi(document, { schemes, requireOwnSecurity: true });
  const source = createAccountSource(bank);

  const router = Router();
  router.use(['/banking', '/admin'], application, limit, countCalls(meter));
  router.use(api);
  router.use(['/admin/clients', '/admin/api-keys'], mayManageKeys);
  router.use('/admin/users', mayManageUsers);
  router.use(...checkBodies(document));
  productRoutes(router, issuer, api.document);
  accountRoutes(router, bank, source);
  orderRoutes(router, bank, source);
  applicationRoutes(router, bank);
  clientRoutes(router, clients, keys);
  userRoutes(router, store.users);
  router.use('/admin/api-keys', keyRoutes({ keys, clients, meter, guard: mayManageKeys }));
  api.check(router);
  return router;
}
