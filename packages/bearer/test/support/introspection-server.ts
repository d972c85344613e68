import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { serve } from '../../../../test/support/serve.js';

/** A question that arrived. */
export interface Question {
  readonly method: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly form: Readonly<Record<string, string>>;
}

/** The introspection endpoint of an issuer, on loopback. */
export interface IntrospectionServer {
  readonly url: string;
  /** All that arrived, in order. */
  readonly questions: readonly Question[];
  /** How it answers from now on. */
  answer: RequestListener;
  close(): Promise<void>;
}

/** Listens until the test ends. */
export async function serveIntrospection(answer: RequestListener): Promise<IntrospectionServer> {
  const questions: Question[] = [];
  const served = await serve(async (req: IncomingMessage, res: ServerResponse) => {
    const body = Buffer.concat(await req.toArray()).toString();
    const { method, headers } = req;
    questions.push({ method, headers, form: Object.fromEntries(new URLSearchParams(body)) });
    server.answer(req, res);
  });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= served.close();
    return closing;
  };
  const server: IntrospectionServer = { url: `${served.url}/introspect`, questions, answer, close };
  onTestFinished(close);
  return server;
}

/** Answers with these members. */
export function json(members: unknown): RequestListener {
  return (_req, res) => {
    res.setHeader('Content-Type', 'application/json').end(JSON.stringify(members));
  };
}
