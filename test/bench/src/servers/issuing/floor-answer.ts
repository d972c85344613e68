import type { ServerResponse } from 'node:http';

/** Sends the JSON of a token endpoint. */
export function sendAnswer(res: ServerResponse, status: number, answer: object): void {
  const body = JSON.stringify(answer);
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  };
  res.writeHead(status, headers).end(body);
}
