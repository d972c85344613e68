// By hand: read the form, compare the secret's digest, mint, answer.
import express from 'express';
import type { ContenderApp } from '../../harness/group.js';
import { sendAnswer } from './floor-answer.js';
import { createFloorClient } from './floor-client.js';
import { readForm, textOf } from './floor-form.js';
import { createFloorMint } from './floor-mint.js';
import {
  assignedScopes,
  type IssuingClient,
  type IssuingMaterial,
  lifetimeSeconds,
  tokenPath,
} from './issuing-material.js';

export function createContender({ format }: IssuingMaterial): ContenderApp<IssuingClient> {
  const client = createFloorClient();
  const mint = createFloorMint(format);

  const app = express();
  app.post(tokenPath, async (req, res) => {
    const form = await readForm(req);
    if (!client.isProvenBy(form)) return sendAnswer(res, 401, { error: 'invalid_client' });
    if (form['grant_type'] !== 'client_credentials') {
      return sendAnswer(res, 400, { error: 'unsupported_grant_type' });
    }
    const scope = textOf(form, 'scope');
    if (!scope.split(' ').every((name) => assignedScopes.includes(name))) {
      return sendAnswer(res, 400, { error: 'invalid_scope' });
    }
    sendAnswer(res, 200, {
      access_token: mint(client.facts.clientId, scope),
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      scope,
    });
  });
  return { listener: app, facts: client.facts };
}
