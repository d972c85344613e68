import type { IncomingMessage } from 'node:http';
import { SecurityError } from '../security-error.js';

/** The most that is read of a body: 100 KiB. */
const maxBodyBytes = 102_400;

/**
 * The whole body as text. What comes after the first 100 KiB is not kept. When it breaks off nobody is there to be
 * answered: the promise stays open, and is forgotten with the request.
 *
 * @throws SecurityError (as a rejection) 413 when the body is longer.
 */
export function readBody(req: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    if (Number(req.headers['content-length']) > maxBodyBytes) return reject(bodyTooLong());
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
      else reject(bodyTooLong());
    });
    req.on('end', () => resolve(textOf(chunks)));
  });
}

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1
    ? only.toString('utf8')
    : Buffer.concat(chunks).toString('utf8');
}

function bodyTooLong(): SecurityError {
  const description = 'The body is longer than 100 KiB';
  return new SecurityError(description, {
    status: 413,
    code: 'invalid_request',
    reason: 'too_large',
    description,
  });
}
