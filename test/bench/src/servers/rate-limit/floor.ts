// By hand: fixed windows in a map, the headers of draft 8 with all that does not change made before.
import type { RequestHandler, Response } from 'express';
import { createFloorWindows } from './floor-windows.js';
import { createLimitServer, type LimitedPath, plans } from './limit-server.js';

const body = JSON.stringify({ type: 'about:blank', title: 'Too Many Requests', status: 429 });
const refusal = {
  'Content-Type': 'application/problem+json',
  'Content-Length': Buffer.byteLength(body),
  'Cache-Control': 'no-store',
};

export const createContender = () => createLimitServer(limitBy);

function limitBy(path: LimitedPath): RequestHandler {
  const take = createFloorWindows(plans[path]);
  return (req, res, next) => {
    const { isThrough, seconds } = take(req.principal?.credentials.apiKey?.id ?? '', res);
    if (isThrough) next();
    else refuseCall(res, seconds);
  };
}

export function refuseCall(res: Response, seconds: number): void {
  res.setHeader('Retry-After', String(seconds));
  res.writeHead(429, refusal).end(body);
}
