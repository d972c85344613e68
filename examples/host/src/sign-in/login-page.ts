import type { Interaction } from '@portcullis/token-issuer';
import { csrfTokenOf } from './csrf.js';
import { html } from './html.js';
import type { Page } from './page.js';
import type { Session } from './sessions.js';

export interface LoginForm {
  readonly brand: string;
  readonly base: string;
  readonly interaction: Interaction;
  readonly session: Session;
  /** As it was typed before. */
  readonly username?: string;
  /** Why it is shown again. */
  readonly problem?: string;
}

/** Asks for user name and password. */
export function loginPage({ brand, base, interaction, session, username, problem }: LoginForm): Page {
  const { client, redirectUri } = interaction;
  return {
    title: 'Sign in',
    brand,
    base,
    redirectUri,
    body: html`<p>to continue to <strong>${client.name}</strong></p>
${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
<form method="post" action="${base}/login">
<input type="hidden" name="csrf" value="${csrfTokenOf(session)}">
<input type="hidden" name="interaction" value="${interaction.id}">
<label for="username">User name or e-mail address</label>
<input id="username" name="username" value="${username ?? interaction.loginHint}" autocomplete="username" autocapitalize="none" spellcheck="false" required ${focusOf(username === undefined)}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${focusOf(username !== undefined)}>
<button type="submit">Sign in</button>
</form>
<p class="aside"><a href="${interaction.denialUrl}">Cancel and return to ${client.name}</a></p>`,
  };
}

function focusOf(isNext: boolean): string {
  return isNext ? 'autofocus' : '';
}
