import type { RequestListener } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { selfSigned } from './self-signed.js';
import { listen, type Served } from './serve.js';

/** An app that listens with TLS. */
export interface ServedTls extends Served {
  /** What a client has to trust. */
  readonly ca: string;
}

/** Mounts an app behind TLS, with a certificate made for the occasion. */
export async function serveTls(app: RequestListener, options: ServerOptions = {}): Promise<ServedTls> {
  const { key, cert } = selfSigned();
  return { ...(await listen(createServer({ ...options, key, cert }, app), 'https')), ca: cert };
}
