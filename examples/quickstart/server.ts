import { fileURLToPath } from 'node:url';
import { notFound } from '@portcullis/core';
import { createClients, tokenIssuer } from '@portcullis/token-issuer';
import { type ExampleContext, type RunningExample, runExample } from '@portcullis-examples/host';
import express from 'express';
import { createApp } from './app.js';

const dataDir = fileURLToPath(new URL('../.data/quickstart', import.meta.url));

await runExample({ name: 'quickstart', dataDir, create });

/** The app of app.ts, with a token issuer beside it that knows one client: elsewhere the tokens come from your own. */
async function create({ issuer: url, store, settings }: ExampleContext): Promise<RunningExample> {
  const clients = createClients({ store, scopes: ['notes:write'] });
  const issuer = tokenIssuer({
    issuer: url,
    audience: url,
    store,
    clients,
    accessTokenSeconds: settings.accessTokenSeconds,
  });
  await issuer.ready();
  const client = { id: 'demo', name: 'Demo', grants: ['client_credentials'], scopes: ['notes:write'] };
  const created = await clients.createIfAbsent(client);
  const server = express().disable('x-powered-by');
  server.set('trust proxy', settings.trustProxy);
  server.use(issuer.router);
  server.use(createApp({ issuer, audience: url }));
  server.use(notFound());
  const demo = { client_id: client.id, ...(created && { client_secret: created.clientSecret }) };
  return { app: server, demo, tryThis: tryThis(url, created?.clientSecret), close: () => issuer.close() };
}

function tryThis(url: string, secret = '<its secret>'): readonly string[] {
  const write = `-H 'Content-Type: application/json' -d '{"text":"Hello"}' ${url}/notes`;
  const answer = `curl -s -u 'demo:${secret}' -d grant_type=client_credentials ${url}/oauth/token`;
  return [
    `curl -i ${url}/notes`,
    '',
    '# 401: no token',
    `curl -i ${write}`,
    '',
    '# 201: with one',
    `TOKEN=$(${answer} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `curl -i -H "Authorization: Bearer $TOKEN" ${write}`,
  ];
}
