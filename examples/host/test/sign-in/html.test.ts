import { expect, it } from 'vitest';
import { html } from '../../src/sign-in/html.js';

it.each([
  ['<script>', '&lt;script&gt;'],
  [`"' onload=x`, '&quot;&#39; onload=x'],
  ['&lt;', '&amp;lt;'],
  ['{"markup":"<b>"}', '{&quot;markup&quot;:&quot;&lt;b&gt;&quot;}'],
])('escapes what is put into a template: %s', (text, markup) => {
  expect(html`<p title="${text}">${text}</p>`.markup).toBe(`<p title="${markup}">${markup}</p>`);
});

it('leaves its own markup, alone and in lists, and nothing for undefined', () => {
  const items = ['<1>', '2'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}</ul>${undefined}${html`<hr>`}`.markup).toBe(
    '<ul><li>&lt;1&gt;</li><li>2</li></ul><hr>',
  );
});
