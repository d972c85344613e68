import { encode, type Forge } from './forge.js';
import { type AttackGroup, eachOf, invalid, type Refusal, unreadable } from './token-attack.js';

/** What is no compact JWS of three parts, or comes in another suit (RFC 7515 §7, RFC 7516 §9). */
const otherShapes: Readonly<Record<string, (forge: Forge) => string>> = {
  'one part': () => 'abc',
  'two parts': (forge) => forge.mint().split('.').slice(0, 2).join('.'),
  'four parts': (forge) => `${forge.mint()}.`,
  'five parts, as a JWE': (forge) => `${encode('{"alg":"dir","enc":"A256GCM"}')}..${forge.mint()}`,
  'five parts, around a good token': (forge) => `${forge.mint()}.AAAA.AAAA`,
  'six parts': (forge) => `${forge.mint()}.${forge.mint()}`,
  'a good token twice': (forge) => forge.mint() + forge.mint(),
  'dots alone': () => '..',
  'one dot': () => '.',
  'many dots': () => '.'.repeat(8000),
  'no header': (forge) => `.${forge.mint().split('.').slice(1).join('.')}`,
  'no payload': (forge) => forge.mintSegments(encode(forge.headerText()), ''),
  'a dot before': (forge) => `.${forge.mint()}`,
  'a letter before': (forge) => `A${forge.mint()}`,
  'a hyphen behind': (forge) => `${forge.mint()}-`,
  'disclosures behind, as in an SD-JWT': (forge) => `${forge.mint()}~WyJzYWx0IiwieCIsMV0~`,
  'a PASETO': () => `v4.public.${'A'.repeat(100)}`,
  'a hexadecimal text': () => 'deadbeef'.repeat(8),
  'a UUID': () => '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  'a word of JavaScript': () => 'undefined',
  'a path': () => '../../../../etc/passwd',
  'a nested token, bare': (forge) => forge.mintText(forge.mint(), forge.headerText({ cty: 'JWT' })),
  'a nested token, as a JSON text': (forge) =>
    forge.mintText(JSON.stringify(forge.mint()), forge.headerText({ cty: 'JWT' })),
  'no payload but detached content': (forge) => {
    const [header = '', , signature = ''] = forge.mint().split('.');
    return `${header}..${signature}`;
  },
};

/** What is not one b64token (RFC 6750 §2.1). */
const spoiled: Readonly<Record<string, (forge: Forge) => string>> = {
  'a space behind, and more': (forge) => `${forge.mint()} x`,
  'a space within': (forge) => forge.mint().replace('.', ' .'),
  'a tab within': (forge) => forge.mint().replace('.', '\t.'),
  'a comma behind': (forge) => `${forge.mint()},`,
  'a semicolon behind': (forge) => `${forge.mint()};`,
  'quotes around': (forge) => `"${forge.mint()}"`,
  'angle brackets around': (forge) => `<${forge.mint()}>`,
  'a percent escape behind': (forge) => `${forge.mint()}%00`,
  'an escaped dot': (forge) => forge.mint().replace('.', '%2e'),
  'an escaped line end': (forge) => `${forge.mint()}%0d%0aX-Admin:%20true`,
  'a no-break space within': (forge) => forge.mint().replace('.', '\xa0.'),
  'a soft hyphen within': (forge) => forge.mint().replace('.', '.\xad'),
  'a byte order mark before': (forge) => `\xef\xbb\xbf${forge.mint()}`,
  'a zero-width space behind': (forge) => `${forge.mint()}\xe2\x80\x8b`,
  'padding within': (forge) => forge.mint().replace('.', '=.'),
  'the name of the scheme again': (forge) => `Bearer ${forge.mint()}`,
  'a parameter': (forge) => `token=${forge.mint()}`,
  'the JSON serialization (RFC 7515 §7.2)': jsonSerialization,
};

const tooLong: Readonly<Record<string, (forge: Forge) => string>> = {
  'a long claim': (forge) => forge.mint({ x: 'x'.repeat(8000) }),
  'a long header': (forge) => forge.mint({}, { x: 'x'.repeat(8000) }),
  'letters behind a good token': (forge) => forge.mint().padEnd(8193, 'A'),
  'nothing but letters': () => 'A'.repeat(12_000),
};

export const shapeAttacks: readonly AttackGroup[] = [
  { title: 'RFC 7515 §7.1: no compact JWS', attacks: made(otherShapes, invalid('malformed_token')) },
  { title: 'RFC 6750 §2.1: not one b64token', attacks: made(spoiled, unreadable('malformed_header')) },
  { title: 'longer than 8 KiB', attacks: made(tooLong, unreadable('too_large')) },
];

function made(table: Readonly<Record<string, (forge: Forge) => string>>, refusal: Refusal) {
  return eachOf(table, refusal, (forge, make) => make(forge));
}

function jsonSerialization(forge: Forge): string {
  const [header, payload, signature] = forge.mint().split('.');
  return JSON.stringify({ payload, protected: header, signature });
}
