import { encode, type Forge, withSignature } from './forge.js';
import { type AttackGroup, each, eachOf, invalid, type TokenAttack, unreadable } from './token-attack.js';

const malformed = invalid('malformed_token');

/** Other spellings of the same bytes (RFC 7515 §2), which a forgiving decoder takes. */
const otherSpellings: Readonly<Record<string, (segment: string) => string>> = {
  'stray bits at its end': (segment) => withStrayBits(segment),
  'the alphabet of base64': (segment) => segment.replaceAll('-', '+').replaceAll('_', '/'),
  'a letter that stands alone': (segment) => `${segment}${'A'.repeat((5 - (segment.length % 4)) % 4)}`,
};

/** JSON that is none, or is read differently by different readers. `{…}` stands for the claims of a good token. */
const otherJson: Readonly<Record<string, (json: string) => string | Buffer>> = {
  nothing: () => '',
  'white space': () => ' ',
  null: () => 'null',
  true: () => 'true',
  'a number': () => '42',
  'a text': () => '"text"',
  'an array': (json) => `[${json}]`,
  'two objects': (json) => json + json,
  'an object and a comma': (json) => `${json},`,
  'a comma at the end': (json) => json.replace(/}$/, ',}'),
  'a comment': (json) => json.replace('{', '{/* x */'),
  'a line comment': (json) => json.replace('{', '{// x\n'),
  'single quotes': (json) => json.replaceAll('"', "'"),
  'names without quotes': (json) => json.replaceAll(/"(\w+)":/g, '$1:'),
  NaN: (json) => json.replace('{', '{"x":NaN,'),
  Infinity: (json) => json.replace('{', '{"x":Infinity,'),
  undefined: (json) => json.replace('{', '{"x":undefined,'),
  'a hexadecimal number': (json) => json.replace('{', '{"x":0x10,'),
  'a number with a zero before': (json) => json.replace('{', '{"x":010,'),
  'a number with a plus': (json) => json.replace('{', '{"x":+1,'),
  'a control character in a text': (json) => json.replace('{', '{"x":"\n",'),
  'a broken escape': (json) => json.replace('{', '{"x":"\\u12",'),
  'a zero byte behind': (json) => `${json}\0`,
  'a byte order mark before': (json) => `\ufeff${json}`,
  'a no-break space before': (json) => `\u00a0${json}`,
  'UTF-16': (json) => Buffer.from(json, 'utf16le'),
  'UTF-16 with a byte order mark': (json) => Buffer.from(`\ufeff${json}`, 'utf16le'),
  'a byte that is no UTF-8': (json) => withBytes(json, [0xff]),
  'an overlong slash': (json) => withBytes(json, [0xc0, 0xaf]),
  'an overlong zero': (json) => withBytes(json, [0xc0, 0x80]),
  'half of a surrogate pair': (json) => withBytes(json, [0xed, 0xa0, 0x80]),
  'a character beyond Unicode': (json) => withBytes(json, [0xf4, 0x90, 0x80, 0x80]),
  'a character that is cut': (json) => withBytes(json, [0xe2, 0x82]),
  'a callback': (json) => `callback(${json})`,
  'XSSI protection before': (json) => `)]}',\n${json}`,
  unclosed: (json) => json.slice(0, -1),
  'closed twice': (json) => `${json}}`,
  'nested too deep to be closed': () => '{"x":'.repeat(1000),
  zipped: () => Buffer.from('1f8b0800000000000003abae050043bfa6a302000000', 'hex'),
};

/** Members that stand there twice (RFC 7515 §4, RFC 7519 §4): two readers may see different ones. */
const twice: Readonly<Record<string, (forge: Forge) => string>> = {
  'iss, the other one first': (forge) => prepend(forge.claimsText(), '"iss":"https://evil.example"'),
  'iss, the other one last': (forge) => append(forge.claimsText(), '"iss":"https://evil.example"'),
  'iss, both the same': ({ issuer, ...forge }) =>
    prepend(forge.claimsText(), `"iss":${JSON.stringify(issuer)}`),
  'iss, once escaped': (forge) => prepend(forge.claimsText(), '"\\u0069ss":"https://evil.example"'),
  aud: (forge) => prepend(forge.claimsText(), '"aud":"https://other.example"'),
  'exp, the past one first': (forge) => prepend(forge.claimsText(), '"exp":1'),
  'exp, the past one last': (forge) => append(forge.claimsText(), '"exp":1'),
  sub: (forge) => append(forge.claimsText(), '"sub":"admin"'),
  'sub, once escaped': (forge) => append(forge.claimsText(), '"s\\u0075b":"admin"'),
  client_id: (forge) => append(forge.claimsText(), '"client_id":"admin"'),
  scope: (forge) => append(forge.claimsText(), '"scope":"admin"'),
  jti: (forge) => prepend(forge.claimsText(), '"jti":"x"'),
  'a member that nobody looks at': (forge) => append(forge.claimsText(), '"x":1,"x":1'),
  'a member of a member': (forge) => append(forge.claimsText(), '"x":{"y":1,"y":2}'),
  'a member of a member of an array': (forge) => append(forge.claimsText(), '"x":[[{"y":1,"y":2}]]'),
  __proto__: (forge) => append(forge.claimsText(), '"__proto__":1,"__proto__":2'),
  'the empty name': (forge) => append(forge.claimsText(), '"":1,"":2'),
  'behind a text full of colons and quotes': (forge) =>
    append(forge.claimsText(), String.raw`"x":"\":\\\":{\"sub\":\\","sub":"admin"`),
};

const twiceInHeader: Readonly<Record<string, string>> = {
  'alg none first': '"alg":"none"',
  'alg, both the same': '"alg":"ES256"',
  'alg, once escaped': '"\\u0061lg":"none"',
  kid: '"kid":"other"',
  typ: '"typ":"JWT"',
};

export const encodingAttacks: readonly AttackGroup[] = [
  {
    title: 'RFC 7515 §2: another spelling of a segment, and the signature is right',
    attacks: Object.entries(otherSpellings).flatMap(([what, spell]) => spelled(what, spell)),
  },
  {
    title: 'RFC 7515 §2: padding',
    attacks: [
      ...each(
        ['=', '==', '===', '========'],
        malformed,
        'behind the token',
        (forge, end) => forge.mint() + end,
      ),
      {
        name: 'in the header, and the signature is right',
        token: (forge) => forge.mintSegments(`${encode(forge.headerText())}==`, encode(forge.claimsText())),
        refusal: unreadable('malformed_header'),
      },
    ],
  },
  {
    title: 'RFC 8725 §2.6: a payload that is no JSON object in UTF-8, and the signature is right',
    attacks: eachOf(otherJson, malformed, (forge, spell) => forge.mintText(spell(forge.claimsText()))),
  },
  {
    title: 'RFC 8725 §2.6: a header that is no JSON object in UTF-8, and the signature is right',
    attacks: eachOf(otherJson, malformed, (forge, spell) =>
      forge.mintText(undefined, spell(forge.headerText())),
    ),
  },
  {
    title: 'RFC 7519 §4: a claim that stands there twice, and the signature is right',
    attacks: eachOf(twice, malformed, (forge, claims) => forge.mintText(claims(forge))),
  },
  {
    title: 'RFC 7515 §4: a header parameter that stands there twice, and the signature is right',
    attacks: eachOf(twiceInHeader, malformed, (forge, member) =>
      forge.mintText(undefined, prepend(forge.headerText(), member)),
    ),
  },
];

function spelled(what: string, spell: (segment: string) => string): readonly TokenAttack[] {
  const filler = { x: '>>>>>???????' };
  const header = (forge: Forge) => withStrayRoom(forge.headerText(filler));
  const payload = (forge: Forge) => withStrayRoom(forge.claimsText(filler));
  return [
    {
      name: `${what}: header`,
      token: (forge) => forge.mintSegments(spell(header(forge)), payload(forge)),
      refusal: malformed,
    },
    {
      name: `${what}: payload`,
      token: (forge) => forge.mintSegments(header(forge), spell(payload(forge))),
      refusal: malformed,
    },
    {
      name: `${what}: signature`,
      token: (forge) => {
        const token = withSignature(forge.mint(), withAllLetters);
        const start = token.lastIndexOf('.') + 1;
        return token.slice(0, start) + spell(token.slice(start));
      },
      refusal: malformed,
    },
  ];
}

/** Base64url of a JSON text, a space longer where all bits of the last letter would be used. */
function withStrayRoom(json: string): string {
  return encode(Buffer.byteLength(json) % 3 === 0 ? `${json} ` : json);
}

/** Base64url that surely has a hyphen and an underscore. The signature need not be right where it cannot be read. */
function withAllLetters(signature: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xfb, 0xff, 0xfe]), signature.subarray(3)]);
}

function withStrayBits(segment: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return segment.slice(0, -1) + (alphabet[alphabet.indexOf(segment.slice(-1)) + 1] ?? '');
}

function withBytes(json: string, bytes: readonly number[]): Buffer {
  const [before = '', after = ''] = json.replace('{', '{"x":"|",').split('|');
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}

function prepend(json: string, member: string): string {
  return wellFormed(json.replace('{', () => `{${member},`));
}

function append(json: string, member: string): string {
  return wellFormed(json.replace(/}$/, () => `,${member}}`));
}

/** An attack that is no JSON would be refused for that. */
function wellFormed(json: string): string {
  JSON.parse(json);
  return json;
}
