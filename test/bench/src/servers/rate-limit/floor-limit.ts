import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

interface Window {
  calls: number;
  endsAt: number;
  readonly policy: string;
}

interface FloorPlan {
  readonly limit: number;
  readonly windowSeconds: number;
}

/** Counts one call, sets the headers of draft 8, and answers who is over the limit. True: the call is let through. */
type FloorLimit = (id: string, res: ServerResponse) => boolean;

/** Fixed windows in a map; all that does not change in the headers is made before. */
export function createFloorLimit({ limit, windowSeconds }: FloorPlan): FloorLimit {
  const windows = new Map<string, Window>();
  const windowOf = (id: string): Window => {
    const known = windows.get(id);
    if (known !== undefined) return known;
    const partition = createHash('sha256').update(id).digest('hex').slice(0, 12);
    const pk = Buffer.from(partition).toString('base64');
    const created = { calls: 0, endsAt: 0, policy: `"calls"; q=${limit}; w=${windowSeconds}; pk=:${pk}:` };
    windows.set(id, created);
    return created;
  };
  return (id, res) => {
    const window = windowOf(id);
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
    if (!isThrough) refuseCall(res, seconds);
    return isThrough;
  };
}

const body = JSON.stringify({ type: 'about:blank', title: 'Too Many Requests', status: 429 });
const refusal = {
  'Content-Type': 'application/problem+json',
  'Content-Length': Buffer.byteLength(body),
  'Cache-Control': 'no-store',
};

function refuseCall(res: ServerResponse, seconds: number): void {
  res.setHeader('Retry-After', String(seconds));
  res.writeHead(429, refusal).end(body);
}
