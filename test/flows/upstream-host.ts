import session from 'express-session';
import * as client from 'openid-client';
import type { Host } from './flow-issuer.js';
import type { UpstreamProvider } from './upstream-provider.js';

declare module 'express-session' {
  interface SessionData {
    user: { readonly id: string; readonly authenticatedAt: number };
    pending: {
      readonly interaction: string;
      readonly checks: { pkceCodeVerifier: string; expectedState: string; expectedNonce: string };
    };
  }
}

/** Where the provider sends people back to. */
export const callbackPath = '/login/callback';

/** A host without passwords: it sends people to the provider of their institution, by OpenID Connect. */
export function upstreamHost(upstream: () => UpstreamProvider): Host {
  return (app, issuer) => {
    const callback = () => issuer().issuer + callbackPath;
    app.use(session({ secret: 'of this test', resave: false, saveUninitialized: false }));

    app.get('/login', async (req, res) => {
      const interaction = await issuer().readInteraction(String(req.query['interaction']));
      if (interaction === undefined) {
        res.status(400).end('This is no request');
        return;
      }
      const checks = {
        pkceCodeVerifier: client.randomPKCECodeVerifier(),
        expectedState: client.randomState(),
        expectedNonce: client.randomNonce(),
      };
      req.session.pending = { interaction: interaction.id, checks };
      const url = client.buildAuthorizationUrl(await discover(upstream()), {
        redirect_uri: callback(),
        scope: 'openid',
        state: checks.expectedState,
        nonce: checks.expectedNonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
        code_challenge_method: 'S256',
        // Who has to sign in again has to do it there.
        ...(interaction.signedInAfter !== undefined && { prompt: 'login' }),
      });
      res.redirect(303, url.href);
    });

    app.get(callbackPath, async (req, res) => {
      const { pending } = req.session;
      if (pending === undefined) {
        res.status(400).end('Nobody was sent away');
        return;
      }
      const came = new URL(req.originalUrl, callback());
      const tokens = await client.authorizationCodeGrant(await discover(upstream()), came, pending.checks);
      const interaction = await issuer().readInteraction(pending.interaction);
      const id = tokens.claims()?.sub;
      if (interaction === undefined || id === undefined) {
        res.status(400).end('Nobody came back');
        return;
      }
      req.session.user = { id, authenticatedAt: Date.now() };
      res.redirect(303, interaction.url);
    });

    return {
      authenticate(req, { id, signedInAfter = 0 }) {
        const { user } = (req as typeof req & { readonly session: Partial<session.SessionData> }).session;
        if (user !== undefined && user.authenticatedAt >= signedInAfter) return { user };
        return { page: `/login?interaction=${id}` };
      },
      askConsent: null,
    };
  };
}

function discover({ url, clientId, clientSecret }: UpstreamProvider): Promise<client.Configuration> {
  return client.discovery(new URL(url), clientId, clientSecret, undefined, {
    execute: [client.allowInsecureRequests],
  });
}
