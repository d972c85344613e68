import { generateKeyPairSync, sign } from 'node:crypto';

/** A private key and the certificate for it, both PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

const integer = 0x02;
const bitString = 0x03;
const octetString = 0x04;
const objectIdentifier = 0x06;
const utf8String = 0x0c;
const utcTime = 0x17;
const sequence = 0x30;
const set = 0x31;
const explicit0 = 0xa0;
const explicit3 = 0xa3;
const dnsName = 0x82;
const ipAddress = 0x87;

/**
 * Makes a certificate for `localhost` and 127.0.0.1 that signs itself (RFC 5280 §4.1): P-256, valid for a day. Written
 * out by hand, because a machine with nothing but Node has no `openssl`.
 */
export function selfSigned(): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tbsCertificate = describe(publicKey.export({ type: 'spki', format: 'der' }));
  const signature = sign('sha256', tbsCertificate, privateKey);
  const certificate = der(sequence, tbsCertificate, ecdsaWithSha256, der(bitString, [0], signature));
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

function describe(publicKey: Uint8Array): Buffer {
  const day = 24 * 60 * 60 * 1000;
  const validity = der(sequence, time(Date.now() - day / 24), time(Date.now() + day));
  const alternatives = der(sequence, der(dnsName, Buffer.from('localhost')), der(ipAddress, [127, 0, 0, 1]));
  const subjectAltName = der(sequence, oid(0x55, 0x1d, 0x11), der(octetString, alternatives));
  return der(
    sequence,
    der(explicit0, der(integer, [2])),
    der(integer, [1]),
    ecdsaWithSha256,
    localhost,
    validity,
    localhost,
    publicKey,
    der(explicit3, der(sequence, subjectAltName)),
  );
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(utcTime, Buffer.from(digits.slice(2)));
}

function oid(...bytes: number[]): Buffer {
  return der(objectIdentifier, bytes);
}

/** One element: tag, length in its shortest form (X.690 §10.1), and the contents one after the other. */
function der(tag: number, ...contents: (Uint8Array | readonly number[])[]): Buffer {
  const body = Buffer.concat(contents.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body)]), body]);
}

function lengthOf({ length }: Uint8Array): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const ecdsaWithSha256 = der(sequence, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const commonName = oid(0x55, 0x04, 0x03);
const localhost = der(
  sequence,
  der(set, der(sequence, commonName, der(utf8String, Buffer.from('localhost')))),
);
