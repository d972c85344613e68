import { createSignatureMaker } from './make-signature.js';
import type { SigningKey } from './signing-key.js';
import { fits } from './verification-key.js';

/** Signs JWTs with one key. Claims are signed as they are given: nothing is added, nothing is checked. */
export interface JwtSigner {
  /**
   * Signs in this thread: ES256 35 µs, EdDSA 30, RSA of 2048 bits a quarter of a millisecond.
   * @param typ header `typ`, one of a few fixed words as `at+jwt`
   */
  sign(claims: object, typ: string): string;
  /** Signs on libuv's pool: for RSA keys where a second core is free. The claims are read before it returns. */
  signOnPool(claims: object, typ: string): Promise<string>;
}

/**
 * A signer with its headers prepared once: `alg`, `kid`, `typ` and nothing else.
 *
 * @throws TypeError when the key is not private or not of its algorithm. (On its pool Node 20.19.0 does not report that:
 * it ends the process.)
 */
export function createJwtSigner({ algorithm, kid, privateKey }: SigningKey): JwtSigner {
  if (privateKey.type !== 'private' || !fits(privateKey, algorithm)) {
    throw new TypeError(`Cannot create JWT signer: its key is not a private ${algorithm} key`);
  }
  const maker = createSignatureMaker(algorithm, privateKey);
  const headers = new Map<string, string>();

  function signingInput(claims: object, typ: string): string {
    let header = headers.get(typ);
    if (header === undefined) {
      header = encodeJson({ alg: algorithm, kid, typ });
      headers.set(typ, header);
    }
    return `${header}.${encodeJson(claims)}`;
  }

  return {
    sign(claims, typ) {
      const input = signingInput(claims, typ);
      return join(input, maker.sign(Buffer.from(input, 'latin1')));
    },
    async signOnPool(claims, typ) {
      const input = signingInput(claims, typ);
      return join(input, await maker.signOnPool(Buffer.from(input, 'latin1')));
    },
  };
}

function encodeJson(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function join(signingInput: string, signature: Buffer): string {
  return `${signingInput}.${signature.toString('base64url')}`;
}
