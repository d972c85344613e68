import { type Decision, onDecision } from '@portcullis/core';
import express5, { type NextFunction, type Request, type Response } from 'express';
import express4 from 'express4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { type Served, serve } from '../support/serve.js';
import { createTestIssuer } from '../support/test-issuer.js';
import {
  insufficientRows,
  methodRows,
  misplacedRows,
  optionalRows,
  predicateRows,
  severalRows,
} from './deciding-rows.js';
import { guardOf } from './guard-of.js';
import { absentRows, grammarRows, placeRows, repeatedRows } from './reading-rows.js';
import type { Row, World } from './row.js';
import { boundRows, hygieneRows, invalidRows, troubleRows } from './verifying-rows.js';

const rows: readonly Row[] = [
  ...[absentRows, grammarRows, placeRows, repeatedRows, invalidRows, insufficientRows, optionalRows].flat(),
  ...[methodRows, severalRows, boundRows, troubleRows, hygieneRows, predicateRows, misplacedRows].flat(),
];

const expresses = [
  ['Express 4', express4 as unknown as typeof express5],
  ['Express 5', express5],
] as const;

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  503: 'Service Unavailable',
};

let world: World;
const decisions: Decision[] = [];
const stopListening = onDecision((decision) => decisions.push(decision));

beforeAll(async () => {
  world = {
    issuer: await createTestIssuer({ kid: 'one' }),
    stranger: await createTestIssuer({ kid: 'one', issuer: 'https://stranger.example' }),
  };
});

afterAll(stopListening);

describe.each(expresses)('rules of http-behaviour.md for bearer tokens, %s', (_name, express) => {
  it.each(rows)('$name', async (row) => {
    const served = await serveRow(express, row);
    decisions.length = 0;
    const sent = row.head(world);
    const answer = await send(served, sent, row.body?.(world));
    await served.close();
    expect(answer.status).toBe(row.answer.status);
    expectAnswer(answer, row.answer, sent[0]?.startsWith('HEAD ') === true);
    expectDecision(row.answer);
    expectNoSecret(answer, [...sent, row.body?.(world) ?? '']);
  });
});

function serveRow(express: typeof express5, { guards = guardOf(), before = [] }: Row): Promise<Served> {
  const app = express();
  app.use(...before, (_req, _res, next) => next());
  app.use(...guards(world));
  app.use((req: Request, res: Response) => {
    res.json({ caller: req.principal?.client.id ?? 'nobody' });
  });
  // The app's own handler: what is no refusal ends here.
  app.use((_error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    res.status(500).json({ caller: 'error handler' });
  });
  return serve(app);
}

function send(
  served: Served,
  [line = 'GET /', ...headers]: readonly string[],
  body = '',
): Promise<RawAnswer> {
  return rawRequest(served.port, [`${line} HTTP/1.1`, ...headers], body);
}

function expectAnswer(answer: RawAnswer, expected: Row['answer'], isHead: boolean): void {
  expect(valuesOf(answer, 'www-authenticate')).toEqual(expected.challenges ?? []);
  if (expected.status === 500) return;
  if (expected.status === 200) {
    expect(valuesOf(answer, 'cache-control')).toEqual(
      expected.cacheControl === undefined ? [] : [expected.cacheControl],
    );
    expect(JSON.parse(answer.body)).toEqual({ caller: expected.caller });
    return;
  }
  expect(valuesOf(answer, 'cache-control')).toEqual(['no-store']);
  expect(valuesOf(answer, 'content-type')).toEqual(['application/problem+json']);
  expect(valuesOf(answer, 'retry-after')).toHaveLength(expected.status === 503 ? 1 : 0);
  if (isHead) return;
  const { detail, ...problem } = JSON.parse(answer.body);
  expect(detail).toBe(expected.detail ?? detail);
  const code = expected.error === undefined ? {} : { error: expected.error, error_description: detail };
  expect(problem).toEqual({
    type: 'about:blank',
    title: titles[expected.status],
    status: expected.status,
    ...code,
  });
}

/** 20: exactly one event says no, and why; every guard before it said yes. */
function expectDecision({ status, reason }: Row['answer']): void {
  const refused = decisions.filter(({ outcome }) => outcome === 'deny');
  if (status === 200) {
    expect(refused).toEqual([]);
    return;
  }
  expect(refused.map((decision) => [decision.reason, decision.status])).toEqual([[reason, status]]);
}

/** 19: nothing of what was sent as a secret comes back, or stands in an event. */
function expectNoSecret(answer: RawAnswer, sent: readonly string[]): void {
  const told = JSON.stringify([answer.headers, answer.body, decisions]);
  const tokens = sent.join('\n').match(/[\w-]{40,}/g) ?? [];
  for (const token of tokens) expect(told).not.toContain(token);
}

function valuesOf({ headers }: RawAnswer, name: string): readonly string[] {
  return headers.filter(([found]) => found === name).map(([, value]) => value);
}
