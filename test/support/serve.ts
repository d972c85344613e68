import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An app that listens on a free port of this machine. */
export interface Served {
  /** Without a slash at the end: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** Ends running connections too. */
  close(): Promise<void>;
}

/** Mounts an app: Express 4, Express 5, or a plain listener. */
export function serve(app: RequestListener): Promise<Served> {
  return listen(createServer(app), 'http');
}

/** Lets a server listen on a free port of this machine. */
export async function listen(server: Server, protocol: 'http' | 'https'): Promise<Served> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${protocol}://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
