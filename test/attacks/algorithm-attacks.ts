import { createHmac } from 'node:crypto';
import { encode, type Forge } from './forge.js';
import { type AttackGroup, each, invalid } from './token-attack.js';

const refused = invalid('algorithm_not_allowed');

/** Ways to write that nobody signed (RFC 8725 §2.1, §3.2). */
const spellingsOfNone = [
  ...['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'none\0', 'none\n', 'n\u043ene', '\uff4eone', ''],
  ...[' ', 'null', 'undefined', 'false', 'plain'],
];

const valuesThatAreNoName = [
  null,
  true,
  false,
  0,
  1,
  [],
  ['none'],
  ['ES256'],
  [['ES256']],
  {},
  { alg: 'ES256' },
];

const signaturesOfNobody: Readonly<Record<string, (forge: Forge, signingInput: string) => string>> = {
  'an empty signature': () => '',
  'the right signature': (forge, input) => forge.signatureOf(input).toString('base64url'),
};

/** What a confused verifier might take as the secret of an HMAC (RFC 8725 §2.1): everything public about the key. */
const publicSecrets: Readonly<Record<string, (forge: Forge) => string | Buffer>> = {
  'the PEM': pemOf,
  'the PEM without its last line end': (forge) => pemOf(forge).trimEnd(),
  'the PEM with CRLF': (forge) => pemOf(forge).replaceAll('\n', '\r\n'),
  'the PEM without its frame': (forge) => pemOf(forge).split('\n').slice(1, -2).join(''),
  'the DER': ({ publicKey }) => publicKey.export({ type: 'spki', format: 'der' }),
  'the JWK': ({ publicJwk }) => JSON.stringify(publicJwk),
  'the x coordinate': ({ publicJwk }) => publicJwk.x ?? '',
  'the x coordinate, decoded': ({ publicJwk }) => Buffer.from(publicJwk.x ?? '', 'base64url'),
  'the kid': ({ kid }) => kid,
  'the issuer': ({ issuer }) => issuer,
  nothing: () => '',
};

const hmacs = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

/** Names of other algorithms, and near misses of the right one. */
const otherNames = [
  ...['RS256', 'PS256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'Ed448', 'ES256K', 'RS1', 'HS1', 'MD5'],
  ...['sha256', 'dir', 'A256KW', 'ECDH-ES', 'RSA-OAEP', 'PBES2-HS256+A128KW', 'A256GCM', 'ML-DSA-44'],
  ...['es256', 'Es256', 'ES-256', 'ES256 ', ' ES256', 'ES256\0', 'ES256\n', '\uff25\uff33256'],
  ...['\u0415S256', 'ES256,none', 'ES256 none', 'ES256;', 'ECDSA', 'SHA256withECDSA', 'ecdsa-with-SHA256'],
  ...['prime256v1', '1.2.840.10045.4.3.2', 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'],
  ...['toString', '__proto__'],
];

export const algorithmAttacks: readonly AttackGroup[] = [
  ...Object.entries(signaturesOfNobody).map(([what, signature]) => ({
    title: `RFC 8725 §3.2: alg none with ${what}`,
    attacks: each(spellingsOfNone, refused, 'alg', (forge, alg) => {
      const input = `${encode(forge.headerText({ alg }))}.${encode(forge.claimsText())}`;
      return `${input}.${signature(forge, input)}`;
    }),
  })),
  {
    title: 'RFC 7515 §4.1.1: alg is no name, and the signature is right',
    attacks: [
      ...each(valuesThatAreNoName, refused, 'alg', (forge, alg) => forge.mint({}, { alg })),
      { name: 'alg is missing', token: (forge) => forge.mint({}, { alg: undefined }), refusal: refused },
      {
        name: 'alg stands in the prototype',
        token: (forge) => forge.mintText(undefined, `{"__proto__":${forge.headerText()},"typ":"at+jwt"}`),
        refusal: refused,
      },
    ],
  },
  {
    title: 'RFC 8725 §2.1: an HMAC over what is public',
    attacks: Object.entries(publicSecrets).flatMap(([what, secretOf]) =>
      Object.entries(hmacs).map(([alg, digest]) => ({
        name: `${alg} with ${what}`,
        token: (forge: Forge) => {
          const input = `${encode(forge.headerText({ alg }))}.${encode(forge.claimsText())}`;
          return `${input}.${createHmac(digest, secretOf(forge)).update(input).digest('base64url')}`;
        },
        refusal: refused,
      })),
    ),
  },
  {
    title: 'RFC 8725 §3.1: an alg that is not allowed, and the signature is right',
    attacks: each(otherNames, refused, 'alg', (forge, alg) => forge.mint({}, { alg })),
  },
];

function pemOf({ publicKey }: Forge): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
