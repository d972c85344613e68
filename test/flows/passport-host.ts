import express from 'express';
import session from 'express-session';
import passport from 'passport';
import type { Host } from './flow-issuer.js';

interface PassportUser {
  readonly id: string;
}

/** As `passport-local`, for users who all have the same password. */
class PasswordStrategy extends passport.Strategy {
  override name = 'password';

  override authenticate(req: express.Request): void {
    if (req.body?.password === 'sesame') this.success({ id: req.body.user });
    else this.fail(401);
  }
}

/** A host that has its users from Passport, as many Express apps do. Nobody is asked for consent. */
export const passportHost: Host = (app, issuer) => {
  const people = new passport.Passport();
  people.use(new PasswordStrategy());
  people.serializeUser((user, done) => done(null, (user as PassportUser).id));
  people.deserializeUser((id: string, done) => done(null, { id }));
  app.use(session({ secret: 'of this test', resave: false, saveUninitialized: false }));
  app.use(people.session());

  app.get('/login', (_req, res) => {
    res.end('<form method="post"></form>');
  });
  app.post(
    '/login',
    express.urlencoded({ extended: false }),
    people.authenticate('password'),
    async (req, res) => {
      const interaction = await issuer().readInteraction(String(req.query['interaction']));
      if (interaction === undefined) res.status(400).end('This is no request');
      else res.redirect(303, interaction.url);
    },
  );

  return {
    authenticate(req, { id }) {
      const { user } = req as typeof req & { readonly user?: PassportUser };
      return user === undefined ? { page: `/login?interaction=${id}` } : { user };
    },
    askConsent: null,
  };
};
