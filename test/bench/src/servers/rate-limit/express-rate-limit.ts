// Peer: express-rate-limit alone, with the headers of draft 8.
import { rateLimit } from 'express-rate-limit';
import { createLimitServer, plans } from './limit-server.js';

export const createContender = () =>
  createLimitServer((path) =>
    rateLimit({
      windowMs: plans[path].windowSeconds * 1000,
      limit: plans[path].limit,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: (req) => req.principal?.credentials.apiKey?.id ?? '',
    }),
  );
