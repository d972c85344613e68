import { type Forge, withSignature } from './forge.js';
import { type AttackGroup, each, invalid } from './token-attack.js';

/** Algorithm and kid of a key each, in a set of four keys (`target.ts`): they are looked up together (RFC 8725 §3.1). */
const mismatched = [
  ...[
    { alg: 'ES256', kid: 'rs' },
    { alg: 'ES256', kid: 'ps' },
    { alg: 'ES256', kid: 'ed' },
  ],
  ...[
    { alg: 'RS256', kid: 'es' },
    { alg: 'RS256', kid: 'ps' },
    { alg: 'RS256', kid: 'ed' },
  ],
  ...[
    { alg: 'PS256', kid: 'es' },
    { alg: 'PS256', kid: 'rs' },
    { alg: 'PS256', kid: 'ed' },
  ],
  ...[
    { alg: 'EdDSA', kid: 'es' },
    { alg: 'EdDSA', kid: 'rs' },
    { alg: 'Ed25519', kid: 'ps' },
  ],
];

const unlisted = ['RS384', 'RS512', 'PS384', 'PS512', 'ES384', 'ES512', 'Ed448', 'ES256K', 'HS256', 'none'];

export const keyAttacks: readonly AttackGroup[] = [
  {
    title: 'RFC 8725 §3.1: the alg of one key and the kid of another',
    attacks: each(mismatched, invalid('unknown_key'), '', (forge, header) => forge.mint({}, header)),
  },
  {
    title: 'RFC 8725 §3.1: a relative of an algorithm that is allowed',
    attacks: ['rs', 'ps', 'es', 'ed'].flatMap((kid) =>
      each(unlisted, invalid('algorithm_not_allowed'), `kid ${kid}, alg`, (forge, alg) =>
        forge.mint({}, { alg, kid }),
      ),
    ),
  },
  {
    title: 'RFC 7515 §5.2: signed by another key of the set',
    attacks: each(['RS256', 'PS256', 'EdDSA'], invalid('bad_signature'), 'named', (forge, alg) => {
      const kid = alg.slice(0, 2).toLowerCase();
      return forge.mint({}, { alg, kid });
    }),
  },
  {
    title: 'RFC 7518 §3.4: a signature of another length under the name of ES256',
    attacks: each([48, 96, 132, 256, 114], invalid('bad_signature'), 'bytes:', (forge: Forge, length) =>
      withSignature(forge.mint(), (signature) => Buffer.alloc(length, signature)),
    ),
  },
];
