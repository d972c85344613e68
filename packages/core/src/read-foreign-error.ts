import type { ProblemMembers } from './problem-body.js';

/** How an error is answered. */
export interface ErrorAnswer extends ProblemMembers {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** Sentences for what body parsers throw, by the `type` that they give. */
const DETAILS: Readonly<Record<string, string>> = {
  'entity.parse.failed': 'The request body cannot be parsed',
  'entity.too.large': 'The request body is too large',
  'entity.verify.failed': 'The request body was refused',
  'parameters.too.many': 'The request body has too many parameters',
  'encoding.unsupported': 'The request body has an encoding that is not taken here',
  'charset.unsupported': 'The request body has a charset that is not taken here',
  'request.size.invalid': 'The request body has another size than its Content-Length',
  'request.aborted': 'The request body was cut off',
};

/** Headers that belong to a status, and so are kept. */
const STATUS_HEADERS = ['Allow', 'Content-Range', 'Retry-After', 'WWW-Authenticate'];

/**
 * Reads from what a library or handler threw the status, in the ways of Express (`status` or `statusCode`, else 500),
 * and the headers that belong to it. Its message is for the log.
 */
export function readForeignError(error: unknown): ErrorAnswer {
  const { status, statusCode, type, headers } = fieldsOf(error);
  const found = [status, statusCode].find(isErrorStatus) ?? 500;
  const detail = typeof type === 'string' && Object.hasOwn(DETAILS, type) ? DETAILS[type] : undefined;
  return { status: found, headers: statusHeaders(headers), detail };
}

function statusHeaders(headers: unknown): Record<string, string> {
  const fields = Object.entries(fieldsOf(headers)).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const given = new Map(fields);
  const kept: Record<string, string> = {};
  for (const name of STATUS_HEADERS) {
    const value = given.get(name.toLowerCase());
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}

function isErrorStatus(status: unknown): status is number {
  return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
