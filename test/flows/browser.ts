/** What a person sees, or where they were sent to. */
export interface Page {
  readonly url: URL;
  /** 0 for a place that no server of the test stands behind: the callback of a client. */
  readonly status: number;
  readonly body: string;
}

/** A browser as far as logging in needs one: it follows redirects, keeps cookies by host and sends forms. */
export interface Browser {
  visit(url: string | URL): Promise<Page>;
  /** Sends the form of a page, with its hidden fields and these. */
  submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page>;
}

const longestChain = 20;

export function createBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>();

  async function go(url: URL, form?: URLSearchParams, hops = 0): Promise<Page> {
    if (url.hostname !== '127.0.0.1') return { url, status: 0, body: '' };
    if (hops === longestChain) throw new Error(`Redirected without end, to ${url}`);
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: cookiesFor(url) },
      ...(form && { method: 'POST', body: form }),
    });
    keepCookies(url, answer);
    const location = answer.headers.get('location');
    const body = await answer.text();
    if (location === null) return { url, status: answer.status, body };
    return go(new URL(location, url), undefined, hops + 1);
  }

  // RFC 6265 §8.5: cookies know no ports.
  function cookiesFor({ hostname }: URL): string {
    return [...(jars.get(hostname) ?? [])].map((cookie) => cookie.join('=')).join('; ');
  }

  function keepCookies({ hostname }: URL, { headers }: Response): void {
    const jar = jars.get(hostname) ?? new Map<string, string>();
    jars.set(hostname, jar);
    for (const line of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
  }

  return {
    visit: (url) => go(new URL(url)),
    submit: (page, fields) => go(page.url, new URLSearchParams({ ...hiddenFields(page), ...fields })),
  };
}

/** @throws Error with what was seen, when the browser is not back at the client. */
export function arrivedAt({ url, status, body }: Page): URL {
  if (status !== 0) throw new Error(`Stopped at ${url}: ${status} ${body}`);
  return url;
}

function hiddenFields({ body }: Page): Record<string, string> {
  const inputs = body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
}
