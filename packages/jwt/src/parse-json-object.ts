import { isUtf8 } from 'node:buffer';

/** A JSON object as it was received: nothing is known of its members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The JSON object that these bytes spell, or `undefined` for anything else: bytes that are not UTF-8, another JSON value,
 * and a member that stands there twice, at any depth (two readers might each see another one; RFC 7515 §4, RFC 7519 §4).
 */
export function parseJsonObject(bytes: Buffer): JsonObject | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  const value = parse(text);
  if (!isJsonObject(value)) return undefined;
  return countMembers(value) === countWrittenMembers(text) ? value : undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of the SyntaxError quotes the text, so it is not kept as a cause.
    return undefined;
  }
}

/** Members that `JSON.parse` kept, at all depths. No recursion: the depth is the sender's choice. */
function countMembers(root: JsonObject): number {
  const open: object[] = [root];
  let members = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (!Array.isArray(value)) members += Object.keys(value).length;
    for (const child of Object.values(value)) {
      if (typeof child === 'object' && child !== null) open.push(child);
    }
  }
  return members;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Members in a text that is valid JSON: there is one colon outside of strings for each. */
function countWrittenMembers(text: string): number {
  let members = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === COLON) members += 1;
    else if (code === QUOTE) index = endOfString(text, index);
  }
  return members;
}

/** Where the string that begins at `start` has its closing quote: the next one that is not escaped. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, index: number): boolean {
  let before = index - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (index - before) % 2 === 0;
}
