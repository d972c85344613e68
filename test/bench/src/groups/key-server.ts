import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves a JWK set on the loopback, for contenders that fetch their keys. */
export async function startKeyServer(jwks: object): Promise<{ url: string; close(): Promise<void> }> {
  const body = JSON.stringify(jwks);
  const server = createServer((_req, res) => {
    res.writeHead(200, { 'Content-Type': 'application/jwk-set+json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`, close };
}
