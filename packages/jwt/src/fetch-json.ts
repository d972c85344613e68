/** Far beyond any honest key set or metadata document. */
const MAX_BYTES = 512 * 1024;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * Fetches one JSON document. Nothing but a plain 200 of a JSON media type and bounded size is taken; redirects are not
 * followed, since they lead away from the address that was trusted.
 *
 * @throws Error that says what was received instead
 */
export async function fetchJson(url: URL, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual', signal });
  const type = response.headers.get('content-type') ?? 'no type';
  if (response.status !== 200 || !JSON_TYPE.test(type)) {
    await response.body?.cancel();
    throw new Error(`Cannot fetch ${url.origin}${url.pathname}: status ${response.status}, ${type}`);
  }
  const bytes = await readBounded(response);
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

/** Counts what has arrived: a length that is announced says nothing of what a compressed body becomes. */
async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_BYTES) throw new Error(`Cannot fetch ${response.url}: longer than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
