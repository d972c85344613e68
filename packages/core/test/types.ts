/** Checked by the compiler alone: every line below an expectation must not compile. */
import express from 'express';
import express4 from 'express4';
import {
  allOf,
  createPrincipal,
  defineGuard,
  type Guard,
  optional,
  principalOf,
  publicRoute,
  type Scheme,
} from '../src/index.js';

const scheme: Scheme = {
  kind: 'token',
  slot: 'authorization',
  authenticate: () => createPrincipal({ kind: 'token', client: { id: 'c', issuer: 'i' } }, scheme),
  challenges: () => [],
};
const guard: Guard = defineGuard('guard', scheme);

export function mountOnBoth(): void {
  const app = express();
  app.use(guard, optional(guard), publicRoute('documentation'));
  // Guards leave the types of the handler behind them alone.
  app.get('/accounts/:accountId', guard, allOf(guard), (req, res) => {
    const id: string = req.params.accountId;
    // @ts-expect-error the path has no such parameter
    const other: string = req.params.other;
    const scopes: readonly string[] | undefined = req.principal?.scopes;
    // @ts-expect-error without an optional guard there may be nobody
    const client = req.principal.client;
    res.json({ id, other, scopes, client, issuer: principalOf(req).client.issuer });
  });
  const old = express4();
  old.use(guard);
  old.get('/accounts/:accountId', guard, allOf(guard), (req, res) => {
    const id: string = req.params.accountId;
    res.json({ id, scopes: req.principal?.scopes });
  });
}

export const mistakes = [
  // @ts-expect-error a check that returns nothing lets nobody through
  defineGuard('nothing', { check() {} }),
  // @ts-expect-error so does one that gives a text
  defineGuard('text', { check: () => 'true' }),
  // @ts-expect-error or a promise of a number
  defineGuard('number', { check: async () => 1 }),
  // @ts-expect-error a scheme gives a principal, not a text
  defineGuard('scheme', { ...scheme, authenticate: () => 'c' }),
  // @ts-expect-error a middleware is no guard
  allOf(guard, (_req, _res, next) => next()),
  // @ts-expect-error a credential has a client
  createPrincipal({ kind: 'token' }, scheme),
  // @ts-expect-error there are three kinds
  createPrincipal({ kind: 'password', client: { id: 'c', issuer: 'i' } }, scheme),
  // @ts-expect-error a public route says why
  publicRoute(),
];

export function change(principal: ReturnType<typeof principalOf>): void {
  // @ts-expect-error a principal is not written on
  principal.client = { id: 'x', issuer: 'y' };
  // @ts-expect-error nor its lists
  principal.scopes.push('admin');
}
