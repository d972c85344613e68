import type { IncomingMessage } from 'node:http';
import { type ParsedUrlQuery, parse } from 'node:querystring';

/** The form in the body of a request. */
export function readForm(req: IncomingMessage): Promise<ParsedUrlQuery> {
  return new Promise((resolve, reject) => {
    let body = '';
    req.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    req.on('end', () => resolve(parse(body)));
    req.on('error', reject);
  });
}

/** A field of the form; empty where it is absent or stands twice. */
export function textOf(form: ParsedUrlQuery, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value : '';
}
