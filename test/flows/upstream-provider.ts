import { randomUUID } from 'node:crypto';
import express from 'express';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { serve } from '../support/serve.js';

/** An institution's own OpenID provider: users log in here, and our issuer's host is its client. */
export interface UpstreamProvider {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  close(): Promise<void>;
}

/** @param callback where the host takes the answers of logging in. */
export async function serveUpstreamProvider(callback: string): Promise<UpstreamProvider> {
  const [clientId, clientSecret] = ['portal', randomUUID()];
  const app = express();
  const { url, close } = await serve(app);
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const provider = new Provider(url, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [callback] }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'upstream', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomUUID()] },
    ttl: { Interaction: 300, Grant: 300, Session: 300, AccessToken: 300, IdToken: 300 },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    // The institution does not ask its people whether its own portal may know them.
    async loadExistingGrant({ oidc }) {
      const { client, session } = oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  app.get('/interaction/:uid', (_req, res) => {
    res.end('<h1>The institution</h1><form method="post"></form>');
  });
  app.post('/interaction/:uid', express.urlencoded({ extended: false }), (req, res) =>
    provider.interactionFinished(req, res, { login: { accountId: req.body.user } }),
  );
  app.use(provider.callback());
  return { url, clientId, clientSecret, close };
}
