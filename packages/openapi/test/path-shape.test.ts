import { describe, expect, it } from 'vitest';
import { isSayable, routeOfTemplate, shapeOfRoute, shapeOfTemplate } from '../src/path-shape.js';

describe('a path of a document', () => {
  it.each<[string, string, string]>([
    ['/', '/', '/'],
    ['/a/{id}', '/a/{}', '/a/:id'],
    ['/a/{account-id}', '/a/{}', '/a/:accountId'],
    ['/a/{id}.json', '/a/{}.json', '/a/:id.json'],
    ['/a/{id}:close', '/a/{}:close', '/a/:id\\:close'],
    ['/$metadata/a({id})', '/$metadata/a({})', '/\\$metadata/a\\(:id\\)'],
    ['/a+b/*', '/a+b/*', '/a\\+b/\\*'],
    ['/{from}-{to}', '/{}-{}', '/:from-:to'],
  ])('%s is %s, and %s in Express', (template, shape, route) => {
    expect(isSayable(template)).toBe(true);
    expect(shapeOfTemplate(template)).toBe(shape);
    expect(routeOfTemplate(template)).toBe(route);
    expect(shapeOfRoute(route)).toBe(shape);
  });

  it.each([
    '/{a}{b}',
    '/{a}_b',
    '/{a}1',
    '/{}',
    '/{a/b}',
    '/a}',
    '/{a',
    'a',
    '/a b',
    '/a\\b',
    '/a|b',
    '/é',
    '/a?b',
    '/a#b',
  ])('%s cannot be said', (template) => {
    expect(isSayable(template)).toBe(false);
  });
});

describe('a path of Express', () => {
  it.each([
    '/a*',
    '/*rest',
    '/a?',
    '/a+',
    '/(a)',
    '/:id(\\d+)',
    '/a{/:id}',
    '/a$',
    '/^a',
    '/a|b',
    '/a!',
    '/[a]',
    '/:',
  ])('%s is a pattern', (path) => {
    expect(shapeOfRoute(path)).toBeUndefined();
  });

  it.each([
    ['/:"account-id"', '/{}'],
    ['/a\\:b', '/a:b'],
  ])('%s is %s', (path, shape) => {
    expect(shapeOfRoute(path)).toBe(shape);
  });
});
