// Ours: a token issuer with one client, in memory.
import { createMemoryStore } from '@portcullis/store';
import { createClients, tokenIssuer } from '@portcullis/token-issuer';
import express from 'express';
import type { ContenderApp } from '../../harness/group.js';
import {
  assignedScopes,
  audience,
  type IssuingClient,
  type IssuingMaterial,
  issuerUrl,
  lifetimeSeconds,
} from './issuing-material.js';

export async function createContender({ format }: IssuingMaterial): Promise<ContenderApp<IssuingClient>> {
  const store = createMemoryStore();
  const clients = createClients({ store });
  const issuer = tokenIssuer({
    issuer: issuerUrl,
    audience,
    store,
    clients,
    accessTokenSeconds: lifetimeSeconds,
    ...(format === 'opaque' ? { accessToken: format } : { accessToken: 'jwt', algorithm: format }),
  });
  await issuer.ready();
  const { client, clientSecret } = await clients.create({
    name: 'bench',
    grants: ['client_credentials'],
    scopes: assignedScopes,
  });
  const app = express();
  app.use(issuer.router);
  return { listener: app, facts: { clientId: client.id, clientSecret } };
}
