// By hand: fixed windows in a map, the headers of draft 8 with all that does not change made before.
import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { createLimitServer, type LimitedPath, plans } from './limit-server.js';

interface Window {
  calls: number;
  endsAt: number;
  readonly policy: string;
}

const body = JSON.stringify({ type: 'about:blank', title: 'Too Many Requests', status: 429 });
const refusal = {
  'Content-Type': 'application/problem+json',
  'Content-Length': Buffer.byteLength(body),
  'Cache-Control': 'no-store',
};

export const createContender = () => createLimitServer(limitBy);

function limitBy(path: LimitedPath): RequestHandler {
  const { limit, windowSeconds } = plans[path];
  const windows = new Map<string, Window>();
  const windowOf = (id: string): Window => {
    const known = windows.get(id);
    if (known !== undefined) return known;
    const partition = Buffer.from(createHash('sha256').update(id).digest('hex').slice(0, 12)).toString(
      'base64',
    );
    const policy = `"calls"; q=${limit}; w=${windowSeconds}; pk=:${partition}:`;
    const created = { calls: 0, endsAt: 0, policy };
    windows.set(id, created);
    return created;
  };
  return (req, res, next) => {
    const window = windowOf(req.principal?.credentials.apiKey?.id ?? '');
    const now = Date.now();
    if (window.endsAt <= now) {
      window.calls = 0;
      window.endsAt = now + windowSeconds * 1000;
    }
    const isThrough = window.calls < limit;
    if (isThrough) window.calls += 1;
    const seconds = Math.ceil((window.endsAt - now) / 1000);
    res.setHeader('RateLimit', `"calls"; r=${limit - window.calls}; t=${seconds}`);
    res.setHeader('RateLimit-Policy', window.policy);
    if (isThrough) return next();
    res.setHeader('Retry-After', String(seconds));
    res.writeHead(429, refusal).end(body);
  };
}
