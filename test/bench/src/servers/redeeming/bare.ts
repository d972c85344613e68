// Express alone: answers without reading the body.
import express from 'express';
import type { ContenderApp } from '../../harness/group.js';
import { lifetimeSeconds, type RedeemingClient, tokenPath, withSupply } from './redeeming-material.js';

export function createContender(): ContenderApp<RedeemingClient> {
  const app = express();
  app.post(tokenPath, (_req, res) => {
    res.json({ access_token: 'x'.repeat(43), token_type: 'Bearer', expires_in: lifetimeSeconds });
  });
  return {
    listener: withSupply(app, async () => ['x'.repeat(43)]),
    facts: { clientId: 'x'.repeat(22), clientSecret: 'x'.repeat(43) },
  };
}
