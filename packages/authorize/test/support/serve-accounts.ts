import { notFound, onDecision, problemDetails } from '@portcullis/core';
import type express from 'express';
import type { RequestHandler } from 'express';
import { rawRequest } from '../../../../test/support/raw-request.js';
import { type Served, serve } from '../../../../test/support/serve.js';

export interface ServedAccounts extends Served {
  /** What stands on the wire, the time of day aside. */
  get(path: string): Promise<{ readonly status: number; readonly text: string }>;
  /** Why guards refused, in their order. */
  readonly reasons: readonly string[];
  /** What was answered with 5xx. */
  readonly errors: readonly unknown[];
}

/**
 * An app whose `/accounts/:accountId` has these handlers, and behind them one that answers 200 for the accounts that
 * exist: `mine` and `theirs`.
 */
export async function serveAccounts(
  create: typeof express,
  ...handlers: readonly RequestHandler[]
): Promise<ServedAccounts> {
  const app = create();
  app.get('/accounts/:accountId', ...handlers, (req, res, next) => {
    if (req.params.accountId === 'mine' || req.params.accountId === 'theirs') res.json({});
    else next();
  });
  const errors: unknown[] = [];
  app.use(notFound(), problemDetails({ log: (error) => void errors.push(error) }));
  const served = await serve(app);
  const reasons: string[] = [];
  const stop = onDecision(({ outcome, reason }) => {
    if (outcome === 'deny') reasons.push(reason);
  });
  return {
    ...served,
    reasons,
    errors,
    async get(path) {
      const { status, headers, body } = await rawRequest(served.port, [`GET ${path} HTTP/1.1`]);
      const lines = headers.map(([name, value]) => `${name}: ${name === 'date' ? '' : value}`);
      return { status, text: [...lines, '', body].join('\n') };
    },
    close() {
      stop();
      return served.close();
    },
  };
}
