import { problemBody } from './problem-body.js';

interface Text {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

/** There are few sentences with few codes, all fixed. With more than this somebody makes them at run time. */
const MAX = 64;
const texts = new Map<string | undefined, readonly Text[]>();

/** The body of a refusal, serialised once for each sentence, status and code. */
export function problemText(
  status: number,
  code: string | undefined,
  description: string | undefined,
): string {
  const known = texts.get(description) ?? [];
  for (const entry of known) {
    if (entry.status === status && entry.code === code) return entry.text;
  }
  const text = JSON.stringify(problemBody(status, { error: code, detail: description }));
  if (texts.size < MAX && known.length < MAX) texts.set(description, [...known, { status, code, text }]);
  return text;
}
