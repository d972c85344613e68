import type { PlanName } from './plans.js';

/** Applications: one on the devices of its users, one behind a desk, one that is only being tried. */
export const apps: readonly {
  readonly id: string;
  readonly name: string;
  readonly redirectUri: string;
  readonly isPublic: boolean;
  readonly plan: PlanName;
}[] = [
  {
    id: 'demo-mobile',
    name: 'Mobile banking',
    redirectUri: 'https://mobile.example/callback',
    isPublic: true,
    plan: 'standard',
  },
  {
    id: 'demo-back-office',
    name: 'Back office',
    redirectUri: 'https://back-office.example/callback',
    isPublic: false,
    plan: 'standard',
  },
  {
    id: 'demo-trial',
    name: 'Savings coach (trial)',
    redirectUri: 'https://coach.example/callback',
    isPublic: false,
    plan: 'trial',
  },
];

export const administrator = {
  id: 'demo-admin',
  name: 'Administrator',
  permissions: ['api-keys:manage', 'users:manage'],
} as const;

export const users = [
  { username: 'dana', roles: ['digital-banking-user'] },
  { username: 'olivia', roles: ['account-owner'] },
  { username: 'oscar', roles: ['account-owner'] },
  { username: 'corinne', roles: ['account-co-owner'] },
  { username: 'benedict', roles: ['beneficial-owner'] },
  { username: 'thea', roles: ['teller'] },
  { username: 'maxim', roles: ['deposit-accounts-manager'] },
  { username: 'iris', roles: ['it-manager'] },
] as const;

/** Corinne may order from one of Olivia's two accounts, and only look at the other. */
export const accounts = [
  {
    accountId: 'ca34f402-d4ee-43aa-b0af-eb5a40753d77',
    name: 'Everyday',
    currency: 'NZD',
    balance: '2500.00',
    holders: [
      { username: 'olivia', relation: 'owner', debit: true },
      { username: 'corinne', relation: 'co-owner', debit: false },
    ],
  },
  {
    accountId: '0b1f5c3e-7a52-4c0e-9d4b-61f1f2a0c6d1',
    name: 'Household',
    currency: 'NZD',
    balance: '800.00',
    holders: [
      { username: 'olivia', relation: 'owner', debit: true },
      { username: 'corinne', relation: 'co-owner', debit: true },
    ],
  },
  {
    accountId: '5d9e2f1a-3c84-4b6f-8e07-2a9b7c4d1e50',
    name: 'Everyday',
    currency: 'NZD',
    balance: '1200.50',
    holders: [
      { username: 'oscar', relation: 'owner', debit: true },
      { username: 'dana', relation: 'viewer', debit: false },
    ],
  },
  {
    accountId: '8f0c6b7d-1e29-4d35-a5b8-90c3d2e4f6a7',
    name: 'Business',
    currency: 'NZD',
    balance: '48000.00',
    holders: [
      { username: 'oscar', relation: 'owner', debit: true },
      { username: 'benedict', relation: 'beneficial-owner', debit: false },
    ],
  },
] as const;

export const applications = ['a-1001', 'a-1002', 'a-1003', 'a-1004'].map((applicationId, index) => ({
  applicationId,
  applicant: ['Ada Marsh', 'Ben Holt', 'Cleo Finch', 'Dev Rao'][index] ?? '',
  product: 'savings',
  documents: [
    { documentId: `${applicationId}-passport`, kind: 'passport' },
    { documentId: `${applicationId}-address`, kind: 'proof-of-address' },
  ],
}));
