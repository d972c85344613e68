/** A request as a group writes it down. The body is text; its length is counted here. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The bytes of HTTP/1.1 that a client sends for it, one character each (`latin1`). */
export function formatRequest({ method, path, headers, body = '' }: BenchRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  if (method === 'POST') lines.push(`Content-Length: ${Buffer.byteLength(body)}\r\n`);
  const text = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join('')}\r\n${body}`;
  return Buffer.from(text).toString('latin1');
}
