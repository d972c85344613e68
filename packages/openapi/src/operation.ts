import type { Guard } from '@portcullis/core';

/** One operation of the document and the guard that its security became. */
export interface Operation {
  /** Its `operationId`, or method and path where it has none: `GET /accounts/{accountId}`. */
  readonly name: string;
  /** In capitals. */
  readonly method: string;
  /** As the document writes it: `/accounts/{accountId}`. */
  readonly path: string;
  readonly guard: Guard;
}
