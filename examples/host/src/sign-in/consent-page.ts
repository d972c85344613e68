import type { UserRecord } from '@portcullis/store';
import type { Interaction } from '@portcullis/token-issuer';
import { csrfTokenOf } from './csrf.js';
import { html } from './html.js';
import type { Page } from './page.js';
import type { Session } from './sessions.js';

export interface ConsentForm {
  readonly brand: string;
  readonly base: string;
  readonly interaction: Interaction;
  readonly session: Session;
  readonly user: UserRecord;
  /** What a scope lets the client do, for people. */
  readonly describeScope: (scope: string) => string;
}

/** Asks the user what the client may do for them. */
export function consentPage({ brand, base, interaction, session, user, describeScope }: ConsentForm): Page {
  const { client, redirectUri, scopes } = interaction;
  return {
    title: `Allow ${client.name}?`,
    brand,
    base,
    redirectUri,
    body: html`<p>Signed in as <strong>${user.username}</strong>. <strong>${client.name}</strong> asks to do this for you, as far as you may do it yourself:</p>
<ul>
${scopes.map((scope) => html`<li>${describeScope(scope)} <code>${scope}</code></li>\n`)}</ul>
<form method="post" action="${base}/consent">
<input type="hidden" name="csrf" value="${csrfTokenOf(session)}">
<input type="hidden" name="interaction" value="${interaction.id}">
<button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny" class="second">Deny</button>
</form>
<p class="aside">You return to ${new URL(redirectUri).host || client.name}.</p>`,
  };
}
