import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rawRequest } from '../../../../test/support/raw-request.js';
import { serve } from '../../../../test/support/serve.js';
import { readJsonObject } from '../../src/request-body/read-json-object.js';
import { isSecurityError } from '../../src/security-error.js';

const json = 'Content-Type: application/json';

/** Reads one body over HTTP: what was read, or the status of the refusal. */
async function read(head: readonly string[], body: string, parser?: express.RequestHandler) {
  const app = express();
  if (parser) app.use(parser);
  app.post('/', async (req, res) => {
    const found = await readJsonObject(req, 400).catch((error: unknown) => {
      if (!isSecurityError(error)) throw error;
      return { refused: error.status };
    });
    res.json(found);
  });
  const { port, close } = await serve(app);
  onTestFinished(close);
  return JSON.parse((await rawRequest(port, ['POST / HTTP/1.1', ...head], body)).body);
}

describe('readJsonObject', () => {
  it.each([
    ['no media type', [], '{}', 400],
    ['another media type', ['Content-Type: text/plain'], '{}', 400],
    ['a suffix', ['Content-Type: application/problem+json'], '{}', 400],
    ['another charset', ['Content-Type: application/json; charset=latin1'], '{}', 400],
    ['nothing', [json], '', 400],
    ['broken JSON', [json], '{', 400],
    ['a list', [json], '[]', 400],
    ['a text', [json], '"x"', 400],
    ['null', [json], 'null', 400],
    ['more than 100 KiB', [json], JSON.stringify({ x: 'x'.repeat(102_400) }), 413],
  ])('refuses %s', async (_, head, body, status) => {
    expect(await read(head, body)).toEqual({ refused: status });
  });

  it('refuses what a parser made of something else', async () => {
    expect(await read([json], '[1]', express.json())).toEqual({ refused: 400 });
  });

  it('reads an object, or takes the one that a parser has read', async () => {
    const body = '{"a":[1,{"b":"x"}]}';
    expect(await read(['Content-Type: APPLICATION/JSON ; charset="UTF-8"'], body)).toEqual(JSON.parse(body));
    expect(await read([json], body, express.json())).toEqual(JSON.parse(body));
  });
});
