// By hand, on SQLite: read the form, compare the secret's digest, use the code or refresh token up, sign, answer.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { ParsedUrlQuery } from 'node:querystring';
import express from 'express';
import type { ContenderApp } from '../../harness/group.js';
import { readForm } from '../issuing/floor-form.js';
import { createFloorMint } from '../issuing/floor-mint.js';
import { openFloorDatabase } from './floor-database.js';
import { createFloorTokens, type FloorTokens } from './floor-tokens.js';
import {
  lifetimeSeconds,
  type RedeemingClient,
  type RedeemingMaterial,
  tokenPath,
  withSupply,
} from './redeeming-material.js';

export function createContender({ folder }: RedeemingMaterial): ContenderApp<RedeemingClient> {
  const clientId = randomBytes(16).toString('base64url');
  const clientSecret = randomBytes(32).toString('base64url');
  const digests = new Map([[clientId, digestOf(clientSecret)]]);
  const tokens = createFloorTokens(openFloorDatabase(join(folder, 'floor.db')), clientId);
  const mint = createFloorMint('ES256');

  const app = express();
  app.post(tokenPath, async (req, res) => {
    const form = await readForm(req);
    const id = textOf(form, 'client_id');
    const digest = digests.get(id);
    if (digest === undefined || !timingSafeEqual(digest, digestOf(textOf(form, 'client_secret')))) {
      return send(res, 401, { error: 'invalid_client' });
    }
    const grant = await useGrant(tokens, form);
    if (grant === undefined) return send(res, 400, { error: 'invalid_grant' });
    send(res, 200, {
      access_token: mint(id, grant.scope, grant.user),
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      scope: grant.scope,
      refresh_token: grant.refresh,
    });
  });
  return { listener: withSupply(app, tokens.make), facts: { clientId, clientSecret } };
}

function useGrant(tokens: FloorTokens, form: ParsedUrlQuery) {
  if (form['grant_type'] === 'refresh_token') return tokens.rotate(textOf(form, 'refresh_token'));
  if (form['grant_type'] !== 'authorization_code') return undefined;
  return tokens.redeem(textOf(form, 'code'), textOf(form, 'redirect_uri'), textOf(form, 'code_verifier'));
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
