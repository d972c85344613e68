import { createPrincipal, type Scheme } from '@portcullis/core';
import express, { type RequestHandler } from 'express';
import type { ContenderApp } from '../../harness/group.js';

export const freePath = '/products';
export const fullPath = '/full';

export const windowSeconds = 3600;
export const plans = {
  /** Nobody comes to its end. */
  [freePath]: { limit: 1_000_000_000, windowSeconds },
  /** One call, which the check makes. */
  [fullPath]: { limit: 1, windowSeconds },
};
export type LimitedPath = keyof typeof plans;

export const keyId = 'key-1';

/** Whoever is limited was verified before; what that costs is measured elsewhere. */
const verified: Scheme = {
  kind: 'apiKey',
  slot: 'header api-key',
  authenticate: () => principal,
  challenges: () => [],
};
const principal = createPrincipal(
  { kind: 'apiKey', id: keyId, client: { id: 'app-1', issuer: 'https://login.example' } },
  verified,
);

/** The API that every contender limits: Express as it comes, and one small JSON answer. */
export function createLimitServer(limit?: (path: LimitedPath) => RequestHandler): ContenderApp<object> {
  const app = express();
  app.use((req, _res, next) => {
    req.principal = principal;
    next();
  });
  for (const path of [freePath, fullPath] as const) {
    if (limit !== undefined) app.use(path, limit(path));
    app.get(path, (_req, res) => {
      res.json({ client: 'app-1' });
    });
  }
  return { listener: app, facts: {} };
}
