import { hash, verify } from '@node-rs/argon2';
import { randomSecret } from '@portcullis/core';

/** For the store: Argon2id with its parameters and salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Verifies a password. Without a hash to compare with it takes the same time, and the answer is no. */
export type VerifyPassword = (passwordHash: string | undefined, password: string) => Promise<boolean>;

export function createPasswordVerifier(): VerifyPassword {
  const decoy = hashPassword(randomSecret());
  return async (passwordHash, password) => {
    const isRight = await verify(passwordHash ?? (await decoy), password);
    return isRight && passwordHash !== undefined;
  };
}
