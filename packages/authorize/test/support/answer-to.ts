import {
  type Credential,
  createPrincipal,
  defineGuard,
  type Guard,
  onDecision,
  type Scheme,
} from '@portcullis/core';
import express, { type NextFunction, type Request, type Response } from 'express';
import { serve } from '../../../../test/support/serve.js';

export type Said = Omit<Credential, 'kind' | 'client' | 'user'>;

export interface Answered {
  readonly status: number;
  readonly challenges: string | null;
  readonly error?: string | undefined;
  readonly detail?: string | undefined;
  readonly reason?: string | undefined;
  /** What reached the app's error handler. */
  readonly bug?: unknown;
}

const client = { id: 'app', issuer: 'https://login.example' };

/** A guard that lets everybody in with a credential that says this. */
export function caller(kind: Credential['kind'], said: Said = {}): Guard {
  const scheme: Scheme = {
    kind,
    slot: `header ${kind}`,
    authenticate: () => createPrincipal({ ...said, kind, client }, scheme),
    challenges: (error) => [
      error?.scope === undefined ? `Test ${kind}` : `Test ${kind} scope="${error.scope}"`,
    ],
  };
  return defineGuard(kind, scheme);
}

/** A guard whose credential nobody brings. */
export const absentKey: Guard = defineGuard('absentKey', {
  kind: 'apiKey',
  slot: 'header absent',
  authenticate: () => undefined,
  challenges: () => ['Test apiKey'],
});

/** How an app answers a JSON POST behind these guards: 200, or a refusal. */
export async function answerTo(guards: readonly Guard[], body: object = {}): Promise<Answered> {
  let reason: string | undefined;
  let bug: unknown;
  const stop = onDecision((decision) => {
    if (decision.outcome === 'deny') reason = decision.reason;
  });
  const app = express();
  app.post('/', express.json(), ...guards, (_req, res) => {
    res.json({});
  });
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    bug = error;
    res.status(500).json({});
  });
  const served = await serve(app);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(served.url, { method: 'POST', headers, body: JSON.stringify(body) });
  const { error, detail } = (await answer.json()) as { error?: string; detail?: string };
  await served.close();
  stop();
  return {
    status: answer.status,
    challenges: answer.headers.get('www-authenticate'),
    error,
    detail,
    reason,
    bug,
  };
}
