import { type KeyObject, sign } from 'node:crypto';
import { joseSignatureFromDer } from './ecdsa-signature.js';
import { pssPrivateKey } from './pss-key.js';
import { ALGORITHMS, type SignatureAlgorithm } from './signature-algorithm.js';

/** Signs bytes as a JWS wants them signed. */
export interface SignatureMaker {
  /** In this thread. */
  sign(data: Buffer): Buffer;
  /** On libuv's pool. */
  signOnPool(data: Buffer): Promise<Buffer>;
}

/** The key goes to `crypto.sign` bare, for the same reason as in `verifySignature`. */
export function createSignatureMaker(algorithm: SignatureAlgorithm, privateKey: KeyObject): SignatureMaker {
  const traits = ALGORITHMS[algorithm];
  const key = traits.family === 'RSASSA-PSS' ? pssPrivateKey(privateKey, traits.digest) : privateKey;
  const toJose = (signature: Buffer) =>
    traits.family === 'ECDSA' ? joseSignatureFromDer(signature, traits.coordinateBytes) : signature;
  return {
    sign: (data) => toJose(sign(traits.digest, data, key)),
    signOnPool: (data) =>
      new Promise((resolve, reject) => {
        sign(traits.digest, data, key, (error, signature) => {
          if (error) reject(error);
          else resolve(toJose(signature));
        });
      }),
  };
}
