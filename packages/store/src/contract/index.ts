import { accessTokenCases } from './access-token-cases.js';
import { apiKeyCases } from './api-key-cases.js';
import { clientCases } from './client-cases.js';
import { codeCases } from './code-cases.js';
import { consentCases } from './consent-cases.js';
import { counterCases } from './counter-cases.js';
import { familyCases } from './family-cases.js';
import { familyLivenessCases } from './family-liveness-cases.js';
import type { ContractCase, StoreHarness } from './harness.js';
import { managedCases } from './managed-cases.js';
import { markCases } from './mark-cases.js';
import { signingKeyCases } from './signing-key-cases.js';
import { storeCases } from './store-cases.js';
import { usageCases } from './usage-cases.js';
import { userCases } from './user-cases.js';

export type { ContractCase, StoreFixture, StoreHarness } from './harness.js';
export { SettableClock } from './settable-clock.js';

/** Every rule of the contract, named. */
export const storeContract: readonly ContractCase[] = [
  ...managedCases,
  ...clientCases,
  ...userCases,
  ...apiKeyCases,
  ...signingKeyCases,
  ...codeCases,
  ...familyCases,
  ...familyLivenessCases,
  ...accessTokenCases,
  ...consentCases,
  ...markCases,
  ...counterCases,
  ...usageCases,
  ...storeCases,
];

const moves = { nothing: 0, records: 1, all: 2 } as const;

/**
 * The cases that a store can be held to: those that move a clock it does not follow are left out. Give each to the test
 * runner of your choice, by `name` and `run(harness)`.
 */
export function contractCasesFor(harness: StoreHarness): readonly ContractCase[] {
  return storeContract.filter(({ clock }) => moves[clock] <= moves[harness.clock]);
}
