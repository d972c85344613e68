import Database from 'libsql';
import { beforeEach, expect, it } from 'vitest';
import { PreparedStatements } from '../src/sqlite/prepared-statements.js';
import { many, one } from '../src/statement.js';

const findNumber = one('SELECT number FROM pair WHERE name = ?');
const listNumbers = many('SELECT number FROM pair WHERE name = ?');
const insert = one('INSERT INTO pair VALUES (?, ?) RETURNING number');

let statements: PreparedStatements;

beforeEach(() => {
  const database = new Database(':memory:');
  database.exec('CREATE TABLE pair (name TEXT PRIMARY KEY, number INTEGER)');
  statements = new PreparedStatements(database);
  for (let number = 0; number < 300; number += 1) statements.get(insert, [`n-${number}`, number]);
});

it('answers each call for its own values, whatever was asked before', () => {
  for (let turn = 0; turn < 2_000; turn += 1) {
    const number = (turn * 7919) % 400;
    const expected = number < 300 ? [[number]] : [];
    const statement = turn % 3 === 0 ? listNumbers : findNumber;
    if (turn % 2 === 0) expect(statements.all(statement, [`n-${number}`])).toEqual(expected);
    else if (statement.single) expect(statements.get(statement, [`n-${number}`])).toEqual(expected[0]);
  }
});

it('uses a statement again after it failed', () => {
  expect(() => statements.get(insert, ['n-1', 1])).toThrow(/UNIQUE/);
  expect(statements.get(insert, ['new', 1])).toEqual([1]);
  expect(() => statements.all(insert, ['n-1', 1])).toThrow(/UNIQUE/);
  expect(statements.all(insert, ['newer', 2])).toEqual([[2]]);
});

it('skips what SQLite has no text for', () => {
  expect(statements.all(one({ sqlite: undefined, postgres: 'SELECT 1' }), [])).toEqual([]);
});
