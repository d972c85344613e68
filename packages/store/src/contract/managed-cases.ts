import type { ContractCase } from './harness.js';
import { managedChangeCases } from './managed-change-cases.js';
import { managedInsertCases } from './managed-insert-cases.js';
import { apiKeyKind, clientKind, type ManagedKind, type SampledRecord, userKind } from './managed-kind.js';
import { managedListCases } from './managed-list-cases.js';
import { managedRaceCases } from './managed-race-cases.js';
import { managedViewCases } from './managed-view-cases.js';

function casesOfKind<T extends SampledRecord, New extends { readonly id: string }>(
  kind: ManagedKind<T, New>,
): readonly ContractCase[] {
  return [
    ...managedInsertCases(kind),
    ...managedChangeCases(kind),
    ...managedListCases(kind),
    ...managedViewCases(kind),
    ...managedRaceCases(kind),
  ];
}

/** What holds for clients, users and API keys alike. */
export const managedCases: readonly ContractCase[] = [
  ...casesOfKind(clientKind),
  ...casesOfKind(userKind),
  ...casesOfKind(apiKeyKind),
];
