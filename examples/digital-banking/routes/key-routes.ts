import { type ApiKeys, keyAdministration } from '@portcullis/api-key';
import type { Guard } from '@portcullis/core';
import { type Meter, usageAdministration } from '@portcullis/limits';
import type { Clients } from '@portcullis/token-issuer';
import { Router } from 'express';

export interface KeyRouteParts {
  readonly keys: ApiKeys;
  readonly clients: Clients;
  readonly meter: Meter;
  /** Who may administer keys. */
  readonly guard: Guard;
}

/** The administration of keys, route by route as the document has them: it answers no others. */
export function keyRoutes({ keys, clients, meter, guard }: KeyRouteParts): Router {
  const isClient = async (id: string) => (await clients.get(id))?.status === 'active';
  const isKey = async (id: string) => (await keys.get(id)) !== undefined;
  const administer = keyAdministration({ keys, guard, isClient });
  const router = Router();
  router.get('/', administer).post('/', administer);
  router.get('/:keyId', administer);
  for (const change of ['rotate', 'suspend', 'resume', 'revoke'])
    router.post(`/:keyId/${change}`, administer);
  router.get('/:keyId/usage', usageAdministration({ meter, guard, isKey }));
  return router;
}
