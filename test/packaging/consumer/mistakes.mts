import { requireThat } from '@portcullis/authorize';
import { bearer } from '@portcullis/bearer';
import { allOf, type Principal, publicRoute } from '@portcullis/core';
import { createMemoryStore } from '@portcullis/store';
import { clientAdministration, createClients, tokenIssuer } from '@portcullis/token-issuer';

const issuer = 'https://login.bank.example';
const clients = createClients({ store: createMemoryStore() });
bearer({ issuer, audience: issuer }); // must not compile
bearer({ issuer, algorithms: ['ES256'] }); // must not compile
bearer({ issuer, audience: issuer, algorithms: ['none'] }); // must not compile
bearer({ issuer, audience: issuer, algorithms: ['HS256'] }); // must not compile
requireThat('nothing', () => {}); // must not compile
requireThat('text', () => 'true'); // must not compile
publicRoute(); // must not compile
allOf((_req: unknown, _res: unknown, next: () => void) => next()); // must not compile
tokenIssuer({ issuer, store: createMemoryStore(), clients }); // must not compile
clientAdministration({ clients }); // must not compile
export const widen = (principal: Principal) => principal.scopes.push('more'); // must not compile
