import { type JsonObject, parseJsonObject } from './parse-json-object.js';

/** What is sent besides the address. */
export interface JsonRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Far beyond any honest key set, metadata document or answer about a token. */
const MAX_BYTES = 512 * 1024;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * Fetches one JSON document. Nothing but a plain 200 of a JSON media type and bounded size is taken; redirects are not
 * followed, since they lead away from the address that was trusted.
 *
 * @throws Error that says what was received instead
 */
export async function fetchJson(url: URL, signal: AbortSignal): Promise<unknown> {
  const bytes = await fetchBytes(url, signal, {});
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

/**
 * Fetches one JSON object as `fetchJson` does, by a request that may carry a secret, and refuses one with a member that
 * stands there twice.
 *
 * @throws Error that says what was received instead, and holds nothing of what was sent or of the body that came
 */
export async function fetchJsonObject(
  url: URL,
  signal: AbortSignal,
  request: JsonRequest = {},
): Promise<JsonObject> {
  const object = parseJsonObject(await fetchBytes(url, signal, request));
  if (object !== undefined) return object;
  throw new Error(`Cannot fetch ${url.origin}${url.pathname}: it is no JSON object with unique members`);
}

async function fetchBytes(url: URL, signal: AbortSignal, request: JsonRequest): Promise<Buffer> {
  const headers = { accept: 'application/json', ...request.headers };
  const response = await fetch(url, { ...request, headers, redirect: 'manual', signal });
  const type = response.headers.get('content-type') ?? 'no type';
  if (response.status !== 200 || !JSON_TYPE.test(type)) {
    await response.body?.cancel();
    throw new Error(`Cannot fetch ${url.origin}${url.pathname}: status ${response.status}, ${type}`);
  }
  return readBounded(response);
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
