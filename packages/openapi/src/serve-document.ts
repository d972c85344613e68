import type { IncomingMessage, ServerResponse } from 'node:http';
import { sha256 } from '@portcullis/core';

/**
 * Makes the handler that answers with the document as it was given, `servers` included. The text is made once; a client
 * that has it already gets 304.
 */
export function serveDocument(text: string) {
  const body = Buffer.from(text);
  const etag = `"${sha256(text)}"`;
  return function openApiDocumentHandler(req: IncomingMessage, res: ServerResponse): void {
    res.setHeader('Cache-Control', 'private, no-cache');
    res.setHeader('ETag', etag);
    if (isKnown(req.headers['if-none-match'], etag)) {
      res.statusCode = 304;
      res.end();
      return;
    }
    res.setHeader('Content-Type', 'application/json');
    res.setHeader('Content-Length', body.length);
    res.end(body);
  };
}

/** RFC 9110 §13.1.2: compared weakly. */
function isKnown(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
