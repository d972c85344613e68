import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

// An import would read all that it exports, and so load `fetch`: 15 ms at the start, on Node 22 and later.
const http = process.getBuiltinModule('node:http');

export type Header = readonly [name: string, value: string];

/** A middleware that sets the same headers on every response, as helmet's do. */
export type HeaderMiddleware = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

/** Keeps what is set on it, and is never sent. */
class RecordedResponse extends http.ServerResponse {
  readonly headers: Header[] = [];

  override setHeader(name: string, value: string): this {
    this.headers.push([name, value]);
    return super.setHeader(name, value);
  }
}

/**
 * The headers that these middlewares set, as values: so helmet has checked and written them once, and each can be set when
 * it applies.
 *
 * @throws Error when a value cannot stand in a header.
 */
export function recordHeaders(middlewares: readonly HeaderMiddleware[]): readonly Header[] {
  const res = new RecordedResponse(new http.IncomingMessage(new Socket()));
  for (const middleware of middlewares) middleware(res.req, res, () => {});
  return res.headers;
}
