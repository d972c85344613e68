import { expect, it } from 'vitest';
import { many, one, oneForUpdate } from '../src/statement.js';

it('numbers the places of PostgreSQL and leaves those of SQLite', () => {
  const statement = one('SELECT a FROM t WHERE b = ? AND c = ?');
  expect(statement.sqlite).toBe('SELECT a FROM t WHERE b = ? AND c = ?');
  expect(statement.postgres).toBe('SELECT a FROM t WHERE b = $1 AND c = $2');
});

it('names a statement after its text, short enough for PostgreSQL', () => {
  const names = [one('SELECT 1'), many('SELECT 1'), one('SELECT 2')].map(({ name }) => name);
  expect(names[0]).toBe(names[1]);
  expect(names[0]).not.toBe(names[2]);
  expect(names[0]?.length).toBeLessThan(64);
});

it('holds rows where the engine has rows to hold', () => {
  const statement = oneForUpdate('SELECT a FROM t WHERE b = ?');
  expect(statement.sqlite).not.toMatch(/FOR UPDATE/);
  expect(statement.postgres).toBe('SELECT a FROM t WHERE b = $1 FOR UPDATE');
});
