import type { IncomingMessage } from 'node:http';

const ORIGIN = /^https?:\/\/[^/?#\\]+/i;

/**
 * The path of a request below the mount path, as Express reads it. Nothing for a target in which it stands otherwise
 * than it was sent: Express escapes some characters that are in no URL and then cuts mount paths off by a wrong length.
 */
export function readPath(req: IncomingMessage & { readonly path?: unknown }): string | undefined {
  const { path, url = '' } = req;
  if (typeof path !== 'string') return undefined;
  const origin = url.startsWith('/') ? '' : ORIGIN.exec(url)?.[0];
  if (origin === undefined) return undefined;
  const sent = url.slice(origin.length);
  return (sent.startsWith('/') ? sent : `/${sent}`).startsWith(path) ? path : undefined;
}
