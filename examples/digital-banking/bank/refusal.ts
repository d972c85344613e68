/** Why something was not done, and the answer that says so. It is told from an entry by having no kind. */
export interface Refusal {
  readonly kind?: never;
  readonly status: 409 | 422;
  readonly error: string;
  readonly detail: string;
}
