import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-request.js';
import { algorithmAttacks } from './algorithm-attacks.js';
import { claimAttacks } from './claim-attacks.js';
import { ecdsaAttacks } from './ecdsa-attacks.js';
import { eddsaAttacks } from './eddsa-attacks.js';
import { encodingAttacks } from './encoding-attacks.js';
import { expectRefusal } from './expect-refusal.js';
import { headerAttacks } from './header-attacks.js';
import { keyAttacks } from './key-attacks.js';
import { ps256Attacks, rs256Attacks } from './rsa-attacks.js';
import { shapeAttacks } from './shape-attacks.js';
import { createTarget, expresses, type Forges, type Target } from './target.js';
import { timeAttacks } from './time-attacks.js';
import { type AttackGroup, invalid, type Refusal } from './token-attack.js';

const everywhere = [
  ...[
    algorithmAttacks,
    headerAttacks,
    shapeAttacks,
    encodingAttacks,
    claimAttacks,
    timeAttacks,
    ecdsaAttacks,
  ],
].flat();

/** Which tokens are forged against which guard. */
const fronts: readonly (readonly [path: string, forge: keyof Forges, groups: readonly AttackGroup[]])[] = [
  ['/jwks', 'jwks', everywhere],
  ['/local', 'local', everywhere],
  ['/all', 'es256', keyAttacks],
  ['/all', 'rs256', rs256Attacks],
  ['/all', 'ps256', ps256Attacks],
  ['/all', 'eddsa', eddsaAttacks],
];

/** What does not look like a JWT, a local issuer looks up among its opaque tokens. */
function orUnknown(refusal: Refusal): readonly Refusal[] {
  return refusal.reason === 'malformed_token' ? [refusal, invalid('unknown_token')] : [refusal];
}

const membersOfEveryObject = Reflect.ownKeys(Object.prototype);

describe.each(expresses)('hostile tokens, %s', (name, express) => {
  let target: Target;

  beforeAll(async () => {
    target = await createTarget(express);
  });

  afterAll(() => target.close());

  const send = (path: string, token: string) =>
    rawRequest(target.port, [`GET ${path} HTTP/1.1`, `Authorization: Bearer ${token}`]);

  describe.each(fronts)('against %s with the key %s', (path, forgeName, groups) => {
    const forge = () => target.forges[forgeName];

    it.each([
      ['a good token', () => forge().mint()],
      ['one of texts', () => forge().mintText(forge().claimsText(), forge().headerText())],
    ])('lets %s through, so that it is the attack that is refused below', async (_, token) => {
      expect(await send(path, token())).toMatchObject({ status: 200, body: '{"caller":"app"}' });
    });

    const fitting = groups.filter(({ keySetOnly }) => keySetOnly !== true || path === '/jwks');

    describe.each(fitting)('$title', ({ attacks }) => {
      // Tokens are judged without Express: on the other one a few of each kind are enough.
      const chosen = name === 'Express 5' ? attacks : attacks.slice(0, 2);

      it.each(chosen)('refuses $name', async ({ token, refusal }) => {
        const forged = token(forge());
        await expectRefusal(target, path === '/local' ? orUnknown(refusal) : refusal, forged, () =>
          send(path, forged),
        );
      });
    });
  });

  it('has met no bug meanwhile, and Object.prototype is as it was', () => {
    expect(target.errors).toEqual([]);
    expect(Reflect.ownKeys(Object.prototype)).toEqual(membersOfEveryObject);
  });
});
