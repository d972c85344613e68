import { systemClock } from '@portcullis/core';
import { createFailureCounts, type UserRecord } from '@portcullis/store';
import type { AskConsent, Authenticate, Client, Interaction, TokenIssuer } from '@portcullis/token-issuer';
import { Router } from 'express';
import type { ExampleContext } from '../run-example.js';
import { createPasswordCheck } from './check-password.js';
import { createSessions } from './sessions.js';
import { signInPages } from './sign-in-pages.js';
import { findVisitor, type Visitor } from './visitor.js';

export interface SignInOptions {
  readonly context: ExampleContext;
  /** The name of the server, on its pages. */
  readonly brand: string;
  /** Below which the pages are, from the root of the issuer: `/v1/auth`. */
  readonly path: string;
  /** Of the session. */
  readonly cookieName: string;
  /** Whether this user may use this client at all. */
  readonly mayUse: (user: UserRecord, client: Client) => boolean;
  /** What a scope lets a client do, for people. */
  readonly describeScope: (scope: string) => string;
}

/** Login and consent for a token issuer: two options of it, and the pages. */
export interface SignIn {
  readonly authenticate: Authenticate;
  readonly askConsent: AskConsent;
  /** `GET` and `POST` of `login` and `consent`, and their stylesheet, below `path`. Mount it at the root. */
  pages(issuer: Pick<TokenIssuer, 'readInteraction' | 'giveConsent'>): Router;
}

/** Users of the store sign in with their passwords, on plain pages, and are asked once what a client may do. */
export function createSignIn(options: SignInOptions): SignIn {
  const { context, path, cookieName, mayUse } = options;
  const { settings, store, secrets } = context;
  const sessions = createSessions({ cookieName, secure: settings.production, secrets });
  const failures = createFailureCounts(
    store.counters,
    { perAddress: settings.failureLimitPerAddress },
    systemClock,
  );
  const checkPassword = createPasswordCheck(store.users, failures);
  const base = new URL(context.issuer).pathname.replace(/\/$/, '') + path;
  const pageOf = (name: 'login' | 'consent', { id }: Interaction) => `${base}/${name}?interaction=${id}`;

  return {
    async authenticate(req, interaction) {
      const visitor = await findVisitor(store, sessions.read(req));
      if (visitor === undefined || !isWelcome(visitor, interaction)) {
        return { page: pageOf('login', interaction) };
      }
      return { user: { id: visitor.user.id, authenticatedAt: visitor.authenticatedAt } };
    },
    askConsent: (interaction) => pageOf('consent', interaction),
    pages(issuer) {
      const pages = signInPages({ ...options, issuer, sessions, failures, checkPassword, base, pageOf });
      // Behind a proxy that takes the path of the issuer off, and behind one that does not.
      return Router().use([...new Set([path, base])], pages);
    },
  };

  function isWelcome(
    { user, authenticatedAt }: Visitor,
    { client, signedInAfter = 0 }: Interaction,
  ): boolean {
    return authenticatedAt >= signedInAfter && mayUse(user, client);
  }
}
