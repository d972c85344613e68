/** Markup that is safe to send: made by `html` alone. */
export interface Html {
  readonly markup: string;
}

type HtmlValue = Html | readonly Html[] | string | undefined;

/** A template whose values are escaped, save markup of the same make. `undefined` leaves nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const markup = parts.reduce((text, part, index) => text + markupOf(values[index - 1]) + part);
  return { markup };
}

function markupOf(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeText(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For element content and attributes in quotes. */
function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
}
