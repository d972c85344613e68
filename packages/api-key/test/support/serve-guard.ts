import { type Decision, type Guard, onDecision, type Principal } from '@portcullis/core';
import express5, { type Express, type NextFunction, type Request, type Response } from 'express';
import { onTestFinished } from 'vitest';
import { rawRequest } from '../../../../test/support/raw-request.js';
import { serve } from '../../../../test/support/serve.js';

export interface Answer {
  readonly status: number;
  /** All values of a header. */
  header(name: string): readonly string[];
  readonly body: string;
}

/** A route behind guards. */
export interface Guarded {
  /** The principals that were let through. */
  readonly seen: readonly (Principal | undefined)[];
  readonly decisions: readonly Decision[];
  /** What went to the app's error handler. */
  readonly errors: readonly unknown[];
  /** Sends header lines: `send('API-Key: x')`. */
  send(...lines: readonly string[]): Promise<Answer>;
  /** With another method and path: `sendBy('POST /?x=1', …)`. */
  sendBy(request: string, ...lines: readonly string[]): Promise<Answer>;
  /** Sends a key, and gives the status. */
  status(apiKey: string): Promise<number>;
}

export interface GuardedOptions {
  /** @default Express 5 */
  readonly express?: typeof express5;
  readonly prepare?: (app: Express) => void;
  readonly handle?: (req: Request, res: Response) => unknown;
}

/** An app whose every path stands behind the guards. It ends with the test. */
export async function serveGuarded(guards: readonly Guard[], options: GuardedOptions = {}): Promise<Guarded> {
  const { express = express5, prepare, handle = (_req, res) => res.json({ through: true }) } = options;
  const [seen, decisions, errors] = [[] as (Principal | undefined)[], [] as Decision[], [] as unknown[]];
  const app = express();
  prepare?.(app);
  app.use(...guards);
  app.use((req, res) => {
    seen.push(req.principal);
    return handle(req, res);
  });
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    errors.push(error);
    res.status(500).end();
  });
  onTestFinished(onDecision((decision) => decisions.push(decision)));
  const { port, close } = await serve(app);
  onTestFinished(close);
  const sendBy = async (request: string, ...lines: readonly string[]): Promise<Answer> => {
    const { status, headers, body } = await rawRequest(port, [`${request} HTTP/1.1`, ...lines]);
    return {
      status,
      body,
      header: (name) => headers.filter(([found]) => found === name).map(([, value]) => value),
    };
  };
  const send = (...lines: readonly string[]) => sendBy('GET /', ...lines);
  return {
    ...{ seen, decisions, errors, send, sendBy },
    status: async (apiKey) => (await send(`API-Key: ${apiKey}`)).status,
  };
}
