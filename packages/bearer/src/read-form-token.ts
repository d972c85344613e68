import type { IncomingMessage } from 'node:http';

/** What a body parser leaves on the request. */
type ParsedRequest = IncomingMessage & { readonly body?: unknown };

const FORM = /^application\/x-www-form-urlencoded[ \t]*(?:;|$)/i;

/** Methods whose body has a meaning (RFC 9110 §9.3); never GET (RFC 6750 §2.2). */
const METHODS: ReadonlySet<string | undefined> = new Set(['POST', 'PUT', 'PATCH']);

/** The form parameter `access_token`, whatever a parser made of it; `undefined` without a parsed form. */
export function readFormToken(req: ParsedRequest): unknown {
  const body = req.body;
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'access_token')) return undefined;
  return FORM.test(req.headers['content-type'] ?? '') ? Reflect.get(body, 'access_token') : undefined;
}

/** Whether a token may be taken from the form of this request. */
export function mayCarryForm({ method }: IncomingMessage): boolean {
  return METHODS.has(method);
}
