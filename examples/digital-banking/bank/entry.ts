/** How a user stands to an account. */
export interface Holder {
  readonly userId: string;
  /** `owner`, `co-owner` … */
  readonly relation: string;
  /** Whether they may order from it. */
  readonly debit: boolean;
}

export interface NewAccount {
  readonly accountId: string;
  readonly name: string;
  readonly currency: string;
  /** Decimal, as all amounts. */
  readonly balance: string;
  readonly holders: readonly Holder[];
}

export interface Payee {
  readonly name: string;
  readonly account: string;
}

/** What somebody wants to leave an account: for another one of the bank, or for somebody elsewhere. */
export interface NewOrder {
  readonly fromAccountId: string;
  readonly toAccountId?: string;
  readonly payee?: Payee;
  readonly amount: string;
  readonly currency: string;
  /** `YYYY-MM-DD` */
  readonly scheduledDate?: string;
}

export interface Order extends NewOrder {
  readonly orderId: string;
  readonly status: 'completed' | 'scheduled' | 'failed';
}

export interface NewApplication {
  readonly applicationId: string;
  readonly applicant: string;
  readonly product: string;
  readonly documents: readonly { readonly documentId: string; readonly kind: string }[];
}

export interface Decision {
  readonly decision: 'approved' | 'declined';
  readonly reason?: string;
}

/** Something that happened, on a day (UTC). What the bank knows is what its entries say, one after the other. */
export type Entry = { readonly day: string } & (
  | ({ readonly kind: 'account-opened' } & NewAccount)
  | ({ readonly kind: 'order-placed' } & Order)
  | { readonly kind: 'order-settled'; readonly orderId: string; readonly status: 'completed' | 'failed' }
  | ({ readonly kind: 'application-received' } & NewApplication)
  | ({
      readonly kind: 'application-decided';
      readonly applicationId: string;
      readonly userId: string;
    } & Decision)
);
