import { problemDetails } from '@portcullis/core';
import { createMemoryStore, type Store } from '@portcullis/store';
import express5, { type Express } from 'express';
import { onTestFinished } from 'vitest';
import { serve } from '../../../../test/support/serve.js';
import {
  type Clients,
  createClients,
  type NewClientDetails,
  type TokenIssuer,
  type TokenIssuerOptions,
  tokenIssuer,
} from '../../src/index.js';
import { type MovableClock, movableClock } from './movable-clock.js';

export const issuerUrl = 'https://issuer.example';
export const audience = 'https://api.example';

export interface Bench {
  readonly url: string;
  readonly store: Store;
  readonly clients: Clients;
  readonly issuer: TokenIssuer;
  readonly clock: MovableClock;
  /** What the app's error handler was given. */
  readonly errors: readonly unknown[];
}

export interface BenchOptions extends Partial<TokenIssuerOptions> {
  /** @default Express 5 */
  readonly express?: typeof express5;
  /** What the app is told, and mounts, before the issuer. */
  readonly prepare?: (app: Express) => void;
}

/** An issuer in an Express app that listens. It ends with the test. */
export async function serveIssuer({
  express = express5,
  prepare,
  ...options
}: BenchOptions = {}): Promise<Bench> {
  const clock = movableClock();
  const store = options.store ?? createMemoryStore({ clock });
  const clients = createClients({ store, clock });
  const issuer = tokenIssuer({ issuer: issuerUrl, audience, store, clients, clock, ...options });
  const errors: unknown[] = [];
  const app = express();
  prepare?.(app);
  app.use(issuer.router);
  app.use(problemDetails({ log: (error) => errors.push(error) }));
  const { url, close } = await serve(app);
  onTestFinished(close);
  return { url, store, clients, issuer, clock, errors };
}

/** A client that may use client_credentials, with its secret. */
export async function enterClient(clients: Clients, details: Partial<NewClientDetails> = {}) {
  const { client, clientSecret } = await clients.create({
    name: 'Acme',
    grants: ['client_credentials'],
    scopes: ['claims', 'billing'],
    ...details,
  });
  return { id: client.id, secret: clientSecret };
}

export type EnteredClient = Awaited<ReturnType<typeof enterClient>>;

export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
}

/** A token request by Basic, as `application/x-www-form-urlencoded`. */
export function askToken(
  { url }: Pick<Bench, 'url'>,
  client: EnteredClient,
  parameters: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: basic(client.id, client.secret) },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
  });
}

export interface TokenAnswerBody {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope?: string;
}

export async function readToken(response: Response): Promise<TokenAnswerBody> {
  if (response.status !== 200) throw new Error(`No token: ${response.status} ${await response.text()}`);
  return (await response.json()) as TokenAnswerBody;
}

/** The claims of a JWT, not verified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

export function headerOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}
