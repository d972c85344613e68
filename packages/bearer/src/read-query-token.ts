import type { IncomingMessage } from 'node:http';

/** The name, or percent-encoded letters that might spell it: everything else needs no parse. */
const MAY_NAME_TOKEN = /access_token|%[567]/i;

/**
 * The query parameter `access_token`: its text, or what is no single text (several, or `access_token[]`, of which a
 * query parser would make an array). `undefined` when there is none. Reads the URL, so it does not depend on the app's
 * query parser.
 */
export function readQueryToken(req: IncomingMessage): unknown {
  const url = req.url ?? '';
  const start = url.indexOf('?');
  if (start === -1) return undefined;
  const query = url.slice(start + 1);
  if (!MAY_NAME_TOKEN.test(query)) return undefined;
  const [first, ...others] = [...new URLSearchParams(query)].filter(([name]) => isTokenName(name));
  if (first === undefined) return undefined;
  const [name, value] = first;
  return name === 'access_token' && others.length === 0 ? value : [first, ...others];
}

function isTokenName(name: string): boolean {
  return name === 'access_token' || name.startsWith('access_token[');
}
