// By hand, on SQLite: read the form, compare the secret's digest, use the code or refresh token up, sign, answer.
import { join } from 'node:path';
import type { ParsedUrlQuery } from 'node:querystring';
import express from 'express';
import type { ContenderApp } from '../../harness/group.js';
import { sendAnswer } from '../issuing/floor-answer.js';
import { createFloorClient } from '../issuing/floor-client.js';
import { readForm, textOf } from '../issuing/floor-form.js';
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
  const client = createFloorClient();
  const { clientId } = client.facts;
  const tokens = createFloorTokens(openFloorDatabase(join(folder, 'floor.db')), clientId);
  const mint = createFloorMint('ES256');

  const app = express();
  app.post(tokenPath, async (req, res) => {
    const form = await readForm(req);
    if (!client.isProvenBy(form)) return sendAnswer(res, 401, { error: 'invalid_client' });
    const grant = await useGrant(tokens, form);
    if (grant === undefined) return sendAnswer(res, 400, { error: 'invalid_grant' });
    sendAnswer(res, 200, {
      access_token: mint(clientId, grant.scope, grant.user),
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      scope: grant.scope,
      refresh_token: grant.refresh,
    });
  });
  return { listener: withSupply(app, tokens.make), facts: client.facts };
}

function useGrant(tokens: FloorTokens, form: ParsedUrlQuery) {
  if (form['grant_type'] === 'refresh_token') return tokens.rotate(textOf(form, 'refresh_token'));
  if (form['grant_type'] !== 'authorization_code') return undefined;
  return tokens.redeem(textOf(form, 'code'), textOf(form, 'redirect_uri'), textOf(form, 'code_verifier'));
}
