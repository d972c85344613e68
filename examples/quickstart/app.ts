import { requireScopes } from '@portcullis/authorize';
import { type BearerOptions, bearer } from '@portcullis/bearer';
import { problemDetails } from '@portcullis/core';
import express, { type Express } from 'express';

interface Note {
  readonly id: number;
  readonly text: string;
  readonly by?: string | undefined;
}

/** Takes notes from partners. Everybody may read them; who writes one needs a token with the scope `notes:write`. */
export function createApp(tokens: BearerOptions): Express {
  const notes: Note[] = [{ id: 1, text: 'The first note' }];
  const partner = bearer(tokens);

  const app = express();
  app.disable('x-powered-by');

  app.get('/notes', (_req, res) => {
    res.json({ notes });
  });

  app.post('/notes', partner, requireScopes('notes:write'), express.json(), (req, res) => {
    const text: unknown = req.body?.text;
    if (typeof text !== 'string') {
      res.status(400).json({ message: 'text is missing' });
      return;
    }
    const note = { id: notes.length + 1, text, by: req.principal?.client.id };
    notes.push(note);
    res.status(201).json(note);
  });

  app.use(problemDetails());
  return app;
}
