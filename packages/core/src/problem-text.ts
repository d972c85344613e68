import { problemBody } from './problem-body.js';

/** There are few: a status, a code and a fixed sentence each. With more than this somebody makes them at run time. */
const MAX_TEXTS = 256;
const texts = new Map<string, string>();

/** The body of a refusal, serialised once for each status, code and sentence. */
export function problemText(
  status: number,
  code: string | undefined,
  description: string | undefined,
): string {
  const key = `${status} ${code} ${description}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(problemBody(status, { error: code, detail: description }));
  if (texts.size < MAX_TEXTS) texts.set(key, text);
  return text;
}
