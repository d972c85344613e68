import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real HTTP server on loopback that plays the issuer, counts what is asked of it and can be told to misbehave. */
export interface KeyServer {
  readonly origin: string;
  readonly jwksUrl: string;
  /** Paths asked for, in order. */
  readonly requests: readonly string[];
  /** How it answers from now on. */
  answer: RequestListener;
  stop(): Promise<void>;
}

export async function startKeyServer(answer: RequestListener): Promise<KeyServer> {
  const requests: string[] = [];
  const server = createServer((req, res) => {
    requests.push(req.url ?? '');
    keyServer.answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keyServer: KeyServer = {
    origin,
    jwksUrl: `${origin}/jwks`,
    requests,
    answer,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return keyServer;
}

/** Answers with this JSON value. */
export function json(value: unknown, type = 'application/json'): RequestListener {
  return (_req: IncomingMessage, res: ServerResponse) => {
    res.writeHead(200, { 'content-type': type }).end(JSON.stringify(value));
  };
}
