// By hand: read the form, compare the secret's digest, mint, answer.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ParsedUrlQuery } from 'node:querystring';
import express from 'express';
import type { ContenderApp } from '../../harness/group.js';
import { readForm } from './floor-form.js';
import { createFloorMint } from './floor-mint.js';
import {
  assignedScopes,
  type IssuingClient,
  type IssuingMaterial,
  lifetimeSeconds,
  tokenPath,
} from './issuing-material.js';

export function createContender({ format }: IssuingMaterial): ContenderApp<IssuingClient> {
  const clientId = randomBytes(16).toString('base64url');
  const clientSecret = randomBytes(32).toString('base64url');
  const digests = new Map([[clientId, digestOf(clientSecret)]]);
  const mint = createFloorMint(format);

  const app = express();
  app.post(tokenPath, async (req, res) => {
    const form = await readForm(req);
    const id = textOf(form, 'client_id');
    const digest = digests.get(id);
    if (digest === undefined || !timingSafeEqual(digest, digestOf(textOf(form, 'client_secret')))) {
      return send(res, 401, { error: 'invalid_client' });
    }
    if (form['grant_type'] !== 'client_credentials') {
      return send(res, 400, { error: 'unsupported_grant_type' });
    }
    const scope = textOf(form, 'scope');
    if (!scope.split(' ').every((name) => assignedScopes.includes(name))) {
      return send(res, 400, { error: 'invalid_scope' });
    }
    send(res, 200, {
      access_token: mint(id, scope),
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      scope,
    });
  });
  return { listener: app, facts: { clientId, clientSecret } };
}

const digestOf = (secret: string) => hash('sha256', secret, 'buffer');

function textOf(form: ParsedUrlQuery, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value : '';
}

function send(res: ServerResponse, status: number, answer: object): void {
  const body = JSON.stringify(answer);
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  };
  res.writeHead(status, headers).end(body);
}
