import express, { type RequestHandler } from 'express';
import type { ContenderApp } from '../../harness/group.js';

/** Express as it comes, and one small JSON answer. */
export function createHeaderServer(headers?: RequestHandler): ContenderApp<object> {
  const app = express();
  if (headers !== undefined) app.use(headers);
  app.get('/products', (_req, res) => {
    res.json({ client: 'app-1' });
  });
  return { listener: app, facts: {} };
}
