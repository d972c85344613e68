import { bearer } from '@portcullis/bearer';
import { problemDetails } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import { createClients, tokenIssuer } from '@portcullis/token-issuer';
import express from 'express';
import { expect } from 'vitest';
import { until } from '../support/engines.js';
import { type Served, serve } from '../support/serve.js';

/** What a store is told in these tests: short waits, so that the tests are short. */
export const outageOptions = {
  secrets: ['a secret of thirty-two bytes or so'],
  timeoutMs: 500,
  staleAfterMs: 800,
  pollMs: 100,
};

/** A second more than the store's deadline, for a busy machine. */
const answerMs = 1_500;
const recoveryMs = 2_000;

/** An app that is asked for tokens and asked with tokens, all the time. */
export interface Traffic {
  /** Takes the engine away, waits until all whom it harms answer 503, brings it back, waits until all answer 200. */
  surviveOutage(stop: () => Promise<void> | void, start: () => Promise<void>): Promise<void>;
  end(): Promise<void>;
}

/**
 * Starts an app with an issuer and a protected route on the store, and clients that never stop asking.
 * @param unharmed Asks for nothing that the engine keeps which is taken away: 200 all the time.
 */
export async function startTraffic(store: Store, unharmed: readonly Question[] = []): Promise<Traffic> {
  const { served, credentials } = await startApp(store);
  const seen: Answer[] = [];
  const newest = new Map<symbol, Answer>();
  let asking = true;
  const token = await takeToken(served, credentials);
  const ask = async (question: Question, request: () => Promise<Response>): Promise<void> => {
    const client = Symbol(question);
    while (asking) {
      const answer = { question, ...(await timed(request)) };
      seen.push(answer);
      newest.set(client, answer);
    }
  };
  const clients = [1, 2, 3].flatMap(() => [
    ask('token', () => askForToken(served, credentials)),
    ask('api', () => fetch(`${served.url}/api`, { headers: { authorization: `Bearer ${token}` } })),
    ask('store', () => fetch(`${served.url}/store`)),
  ]);
  /** Until every client has an answer, and its newest has this status. */
  const untilAll = (status: number, milliseconds: number): Promise<void> => {
    newest.clear();
    const isSo = (answer: Answer): boolean =>
      answer.status === (unharmed.includes(answer.question) ? 200 : status);
    return until(
      `all answers are ${status}`,
      milliseconds,
      () => newest.size === clients.length && [...newest.values()].every(isSo),
    );
  };
  return {
    async surviveOutage(stop, start) {
      await untilAll(200, 10_000);
      seen.length = 0;
      await stop();
      await untilAll(503, 10_000);
      await start();
      await untilAll(200, recoveryMs);
      expectHonest(seen);
      const others = seen.filter(({ question }) => unharmed.includes(question));
      expect(others.filter(({ status }) => status !== 200)).toEqual([]);
    },
    async end() {
      asking = false;
      await Promise.all(clients);
      await served.close();
    },
  };
}

/** What the clients ask for: a token, a protected route, something that is only in the store. */
type Question = 'token' | 'api' | 'store';

interface Answer {
  readonly question: Question;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly milliseconds: number;
}

/** Nothing but 200 and 503, each in time, every 503 with a time to come again. */
function expectHonest(seen: readonly Answer[]): void {
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([200, 503]));
  expect(seen.filter(({ milliseconds }) => milliseconds > answerMs)).toEqual([]);
  expect(seen.filter(({ status, retryAfter }) => status === 503 && !Number(retryAfter))).toEqual([]);
}

async function startApp(store: Store): Promise<{ served: Served; credentials: string }> {
  const issuer = 'https://issuer.example';
  const clients = createClients({ store });
  const created = await clients.create({ name: 'partner', grants: ['client_credentials'], scopes: [] });
  const tokens = tokenIssuer({
    issuer,
    audience: issuer,
    store,
    clients,
    failureLimits: { perAddress: 1_000_000 },
  });
  await tokens.ready();
  const app = express();
  app.use(tokens.router);
  app.get('/api', bearer({ issuer: tokens, audience: issuer }), (_req, res) => {
    res.json({});
  });
  let hits = 0;
  app.get('/store', async (_req, res) => {
    hits += 1;
    res.json({ isNew: await store.marks.rememberOnce(`hit-${hits}`, Date.now() + 60_000) });
  });
  app.use(problemDetails({ log: () => {} }));
  const served = await serve(app);
  const credentials = Buffer.from(`${created.client.id}:${created.clientSecret}`).toString('base64');
  return { served, credentials };
}

function askForToken(served: Served, credentials: string): Promise<Response> {
  return fetch(`${served.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
}

async function takeToken(served: Served, credentials: string): Promise<string> {
  const response = await askForToken(served, credentials);
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

async function timed(request: () => Promise<Response>): Promise<Omit<Answer, 'question'>> {
  const begun = performance.now();
  const response = await request();
  await response.arrayBuffer();
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    milliseconds: performance.now() - begun,
  };
}
