import { request } from './http-attack.js';
import type { Random } from './random.js';

/** A request that is good as it stands. */
export interface GoodRequest {
  /** Without a query. */
  readonly line: string;
  readonly query?: Parameters;
  readonly body?: Parameters;
  /** What stands in its answer. */
  readonly hoped: RegExp;
  /** Of the parameters, those without which nothing may be given. */
  readonly essential: readonly string[];
}

type Parameters = Readonly<Record<string, string>>;

const strangeTexts = [
  ...['', ' ', '\0', '\n', '%', '%00', '+', '&', '=', ';', '#', '*', '"', "'", '<', '\\', '../', '__proto__'],
  ...['constructor', 'null', 'undefined', '[]', '{}', 'true', '0', '-1', '1e999', '\u0301', '\ud83d\udd11'],
  ...["' OR 1=1 --", `$\{7*7}`, '\u202e', '\uff21', 'x'.repeat(3000)],
];

const strangeHeaders = [
  ...['X-HTTP-Method-Override: GET', 'Content-Encoding: gzip', 'Transfer-Encoding: identity', 'Expect: x'],
  ...['Content-Type: application/json', 'Content-Type:', 'Authorization: Basic', 'Authorization: Basic Og=='],
  ...[
    'Authorization: Bearer x',
    'Cookie: a=b',
    'X-Forwarded-For: x',
    'Host: evil.example',
    'Range: bytes=0-1',
  ],
  ...['If-None-Match: *', 'Accept: text/html;q=0', 'Origin: null', 'Upgrade: websocket', 'Content-Length: 0'],
];

/** What makes another text of one. */
const textMutations: readonly ((text: string, random: Random) => string)[] = [
  (text, { below }) => text.slice(0, below(text.length)),
  (text, { below }) => text.slice(below(text.length) + 1),
  (text, random) => spliced(text, random.below(text.length), 1, ''),
  (text, random) => spliced(text, random.below(text.length), 1, random.pick(strangeTexts)),
  (text, random) => spliced(text, random.below(text.length + 1), 0, random.pick(strangeTexts)),
  (text, random) => spliced(text, random.below(text.length), 1, String.fromCharCode(33 + random.below(94))),
  (text, random) => spliced(text, random.below(text.length), 1, String.fromCharCode(random.below(256))),
  (text) => text + text,
  (text) => text.toUpperCase(),
  (text) => [...text].reverse().join(''),
  (_text, { pick }) => pick(strangeTexts),
];

/** The request with one of its essential parameters changed, left out or made a list. What else there is stays good. */
export function changeEssential(good: GoodRequest, random: Random): string {
  const place = good.query === undefined ? 'body' : 'query';
  const parameters = good[place] ?? {};
  const name = random.pick(good.essential);
  const value = parameters[name] ?? '';
  const { [name]: _, ...others } = parameters;
  const changed = random.pick(textMutations)(value, random);
  // A surrogate that has lost its other half is replaced when it is encoded: it differs all the same.
  const pair = changed === value ? {} : { [random.pick([name, name, name, name, `${name}[]`])]: changed };
  return textOf({ ...good, [place]: { ...others, ...pair } });
}

/** The request with bytes changed anywhere: in its first line, its headers, its body. */
export function changeBytes(good: GoodRequest, random: Random): string {
  let text = textOf(good, random.below(3) === 0 ? [random.pick(strangeHeaders)] : []);
  for (let change = random.below(3); change >= 0; change -= 1) {
    const at = random.below(text.length);
    const byte = String.fromCharCode(random.below(256));
    text = random.pick([
      () => spliced(text, at, 1, byte),
      () => spliced(text, at, 0, byte.repeat(1 + random.below(20))),
      () => spliced(text, at, 1 + random.below(10), ''),
      () => spliced(text, at, 0, text.slice(at, at + random.below(60))),
      () => spliced(text, at, 0, random.pick(strangeTexts)),
    ])();
  }
  return text;
}

/** A text with something changed in it, now and then more than once. */
export function changeText(text: string, random: Random): string {
  let changed = text;
  for (let change = random.below(3); change >= 0; change -= 1) {
    changed = random.pick(textMutations)(changed, random);
  }
  return changed;
}

export function textOf({ line, query, body }: GoodRequest, headers: readonly string[] = []): string {
  const target = query === undefined ? line : `${line}?${new URLSearchParams(query)}`;
  if (body === undefined) return request(target, headers);
  const type = 'Content-Type: application/x-www-form-urlencoded';
  return request(target, [type, ...headers], String(new URLSearchParams(body)));
}

function spliced(text: string, at: number, length: number, more: string): string {
  return text.slice(0, at) + more + text.slice(at + length);
}
