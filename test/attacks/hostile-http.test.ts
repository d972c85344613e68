import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAnswer, sendText } from '../support/raw-request.js';
import { expectRefusal } from './expect-refusal.js';
import { framingAttacks } from './framing-attacks.js';
import { headerLineAttacks } from './header-line-attacks.js';
import { request, withToken } from './http-attack.js';
import { requestLineAttacks } from './request-line-attacks.js';
import { createTarget, expresses, type Target } from './target.js';
import { tokenPlaceAttacks } from './token-place-attacks.js';

const groups = [headerLineAttacks, tokenPlaceAttacks, requestLineAttacks, framingAttacks].flat();

describe.each(expresses)('hostile HTTP, %s', (_, express) => {
  let target: Target;

  beforeAll(async () => {
    target = await createTarget(express);
  });

  afterAll(() => target.close());

  it.each([
    ['GET /jwks', []],
    ['GET /query?access_token=TOKEN', []],
    ['GET http://evil.example/jwks', []],
    ['POST /notes', ['Content-Type: application/json', 'Content-Length: 2']],
  ] as const)(
    'lets a good token through, so that it is the attack that is refused below: %s',
    async (line, headers) => {
      const token = line.includes('TOKEN') ? [] : ['Authorization: Bearer TOKEN'];
      const lines = [...token, ...headers].map((header) => withToken(header, target));
      const text = `${request(withToken(line, target), lines)}{}`;
      expect(parseAnswer(await sendText(target.port, text))).toMatchObject({
        status: 200,
        body: '{"caller":"app"}',
      });
    },
  );

  describe.each(groups)('$title', ({ attacks }) => {
    it.each(attacks)('refuses $name', async ({ text, refusal }) => {
      const sent = text(target);
      await expectRefusal(target, refusal, sent, async () => parseAnswer(await sendText(target.port, sent)));
    });
  });

  it('has met no bug meanwhile', () => {
    expect(target.errors).toEqual([]);
  });
});
