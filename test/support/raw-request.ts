import { connect } from 'node:net';

/** What a server wrote, as it stands on the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Name in lower case and value, in their order, repeats and all. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/**
 * Sends lines that no HTTP client would send: repeated headers, broken escapes, strange methods. `Host` and
 * `Connection: close` are added.
 *
 * @param head Request line and headers: `['GET / HTTP/1.1', 'Authorization: Bearer a', 'Authorization: Bearer b']`.
 */
export async function rawRequest(port: number, head: readonly string[], body = ''): Promise<RawAnswer> {
  const [line = 'GET / HTTP/1.1', ...headers] = head;
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const lines = [line, 'Host: 127.0.0.1', 'Connection: close', ...length, ...headers, '', body];
  return parseAnswer(await sendText(port, lines.join('\r\n')));
}

/** Sends these very characters (Latin-1), and gives what the server wrote until it closed the connection. */
export async function sendText(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text, 'latin1');
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of socket) chunks.push(chunk as Buffer);
  } catch (error) {
    // A server that closes with input unread resets the connection, behind its answer.
    if (chunks.length === 0) throw error;
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** The first answer in what a server wrote. */
export function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(statusLine.split(' ')[1]), headers, body: text.slice(end + 4) };
}
