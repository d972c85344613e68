import { type Decision, onDecision, type Principal } from '@portcullis/core';
import express from 'express';
import { serve } from '../../../../test/support/serve.js';
import type { BearerGuard } from '../../src/index.js';

/** A server with one guarded route. */
export interface Mounted {
  readonly url: string;
  /** Sends a token, and tells who was let through, or the status and the reason of the refusal. */
  send(token: string): Promise<Outcome>;
  /** Sends a token that must be let through. */
  principalOf(token: string): Promise<Principal>;
  close(): Promise<void>;
}

export interface Outcome {
  readonly status: number;
  /** The very object that stood on the request. */
  readonly principal?: Principal | undefined;
  readonly reason?: string | undefined;
}

/** Requests are sent one after another: what was seen last belongs to the latest. */
export async function mount(guard: BearerGuard): Promise<Mounted> {
  let decision: Decision | undefined;
  let principal: Principal | undefined;
  const stop = onDecision((latest) => {
    decision = latest;
  });
  const app = express();
  app.get('/', guard, (req, res) => {
    principal = req.principal;
    res.end();
  });
  const served = await serve(app);
  const mounted: Mounted = {
    url: served.url,
    async send(token) {
      const { status } = await fetch(served.url, { headers: { authorization: `Bearer ${token}` } });
      return status === 200 ? { status, principal } : { status, reason: decision?.reason };
    },
    async principalOf(token) {
      const outcome = await mounted.send(token);
      if (outcome.principal === undefined) throw new Error(`The token was refused: ${outcome.reason}`);
      return outcome.principal;
    },
    async close() {
      stop();
      guard.close();
      await served.close();
    },
  };
  return mounted;
}
