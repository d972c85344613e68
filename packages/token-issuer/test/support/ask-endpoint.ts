import { basic, type EnteredClient } from './serve-issuer.js';

/** Posts a form to a path, authenticated by Basic where there is a client. */
export function askEndpoint(
  url: string,
  client: EnteredClient | undefined,
  parameters: Record<string, string> | string,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(client && { authorization: basic(client.id, client.secret) }),
    },
    body: new URLSearchParams(parameters).toString(),
  });
}
