import { type AdministrationRouter, notFound, problemDetails } from '@portcullis/core';
import type express from 'express';
import type { Express } from 'express';
import { onTestFinished } from 'vitest';
import { serve } from './serve.js';

export interface AdministrationAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json(): Body;
}

export interface AdministrationServing {
  readonly express: typeof express;
  /** Where the router is mounted. */
  readonly path: string;
  /** Who calls where a call does not say it. */
  readonly caller: Readonly<Record<string, string>>;
  /** Mounts `express.json()` before it. */
  readonly parseFirst?: boolean | undefined;
  /** What the app mounts behind it. */
  readonly behind?: (app: Express) => void;
}

/** An app with an administration router, and how to call it with a JSON body (a text is sent as it is). It ends with the test. */
export async function serveAdministration<Body>(
  router: AdministrationRouter,
  { express, path: place, caller, parseFirst = false, behind }: AdministrationServing,
) {
  const app = express();
  if (parseFirst) app.use(express.json());
  app.use(place, router);
  behind?.(app);
  app.use(notFound(), problemDetails({ log: () => undefined }));
  const { url, close } = await serve(app);
  onTestFinished(close);
  return async function call(
    method: string,
    path = '',
    body?: unknown,
    headers: Readonly<Record<string, string>> = caller,
  ): Promise<AdministrationAnswer<Body>> {
    const response = await fetch(`${url}${place}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  };
}
