import { isSecurityError } from '@portcullis/core';

/** Why something was refused, as the decision event would say; `accepted` when it was not. */
export async function reasonOf(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (isSecurityError(error)) return error.reason;
    throw error;
  }
  return 'accepted';
}
