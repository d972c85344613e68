import type { ServerResponse } from 'node:http';

/** The least that a refusal can cost: everything but the status line was made before. */
export function createRefusal(status: number, challenge?: string): (res: ServerResponse) => void {
  const body = JSON.stringify({ type: 'about:blank', title: 'Refused', status });
  const headers = {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
    'Cache-Control': 'no-store',
  };
  return (res) => {
    res.writeHead(status, headers).end(body);
  };
}

export const refuseAbsent = createRefusal(401, 'Bearer realm="api"');
export const refuseInvalid = createRefusal(401, 'Bearer realm="api", error="invalid_token"');
export const refuseScope = createRefusal(403, 'Bearer realm="api", error="insufficient_scope"');
