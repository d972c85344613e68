import { request as requestPlain } from 'node:http';
import { type RequestOptions, request as requestTls } from 'node:https';

/** What came back. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** GETs a URL with what `fetch` cannot set: an authority, a version of TLS, repeated headers, a Unix socket. */
export function exchange(url: string, options: RequestOptions = {}): Promise<Answer> {
  const request = url.startsWith('https:') ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const pending = request(url, { agent: false, ...options }, async (response) => {
      const chunks: string[] = await response.setEncoding('utf8').toArray();
      resolve({ status: response.statusCode, headers: response.headers, body: chunks.join('') });
    });
    pending.on('error', reject).end();
  });
}
