import type { ApiKeys } from '@portcullis/api-key';
import { principalOf, sendProblem } from '@portcullis/core';
import type { Clients } from '@portcullis/token-issuer';
import type { Request, Response, Router } from 'express';
import { scopeNames } from '../document.js';

interface NewClient {
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly public?: boolean;
}

/** What every application may use: users decide what it gets. */
export const appDetails = { grants: ['authorization_code', 'refresh_token'], scopes: scopeNames };

/** Registration of applications: client id, client secret and API key, shown once. */
export function clientRoutes(router: Router, clients: Clients, keys: ApiKeys): void {
  router.post('/admin/clients', async (req: Request, res: Response): Promise<void> => {
    const { name, redirectUris, public: isPublic = false } = req.body as NewClient;
    const details = { name, redirectUris, ...appDetails };
    const errors = clients.check(details);
    if (errors.length > 0) return sendProblem(res, 400, { errors });
    const by = principalOf(req).client;
    const { client, clientSecret } = isPublic
      ? { client: await clients.createPublic(details, by), clientSecret: undefined }
      : await clients.create(details, by);
    const { key, apiKey } = await keys.issue({ clientId: client.id, name }, by);
    const secrets = { ...(clientSecret !== undefined && { clientSecret }), apiKey };
    res
      .status(201)
      .set('Cache-Control', 'no-store')
      .json({ clientId: client.id, ...secrets, keyId: key.id });
  });
}
