/** One answer, as a browser sees it before it follows where it leads. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Where it was asked for. */
  readonly url: URL;
  /** Where it leads. */
  readonly location: string;
}

type Fields = Readonly<Record<string, string>>;

/** A browser that keeps cookies and sends forms, and follows redirects when it is told to. */
export interface Browser {
  get(url: string | URL): Promise<Answer>;
  /** To where the answer leads. */
  follow(answer: Answer): Promise<Answer>;
  /** Sends the form of a page, with its hidden fields and these. */
  submit(page: Answer, fields: Fields): Promise<Answer>;
  post(url: string | URL, fields: Fields): Promise<Answer>;
  readonly cookies: Map<string, string>;
}

export function createBrowser(): Browser {
  const cookies = new Map<string, string>();
  const browser: Browser = {
    cookies,
    get: (url) => request(url),
    follow: ({ location, url }) => request(new URL(location, url)),
    post: (url, fields) => request(url, { method: 'POST', body: new URLSearchParams(fields) }),
    submit(page, fields) {
      const [, action = ''] = /<form method="post" action="([^"]+)">/.exec(page.body) ?? [];
      return browser.post(new URL(action, page.url), { ...hiddenFieldsOf(page), ...fields });
    },
  };
  return browser;

  async function request(url: string | URL, init: RequestInit = {}): Promise<Answer> {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { ...(cookie !== '' && { cookie }), accept: 'text/html,*/*;q=0.8' };
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const { status } = response;
    const location = response.headers.get('location') ?? '';
    return { status, headers: response.headers, body: await response.text(), url: new URL(url), location };
  }
}

export function hiddenFieldsOf({ body }: Answer): Fields {
  const inputs = body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
}
