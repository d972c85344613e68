import type { FailureCounts } from '@portcullis/store';
import { authenticateClient } from '../client-authentication/authenticate-client.js';
import type { ClientAuthenticationMethod } from '../client-authentication/client-authentication-method.js';
import type { Clients } from '../clients/clients.js';
import { parseForm } from '../request/parse-form.js';
import { parseJson } from '../request/parse-json.js';
import { type BodyFormats, readParameters } from '../request/read-parameters.js';
import type { Step } from './exchange.js';

export interface ClientStepsOptions {
  readonly methods: readonly ClientAuthenticationMethod[];
  readonly clients: Pick<Clients, 'find'>;
  readonly failures: FailureCounts;
  readonly acceptJson: boolean;
}

const form: BodyFormats = new Map([['application/x-www-form-urlencoded', parseForm]]);
const formOrJson: BodyFormats = new Map([...form, ['application/json', parseJson]]);

/** What every endpoint that clients use begins with. The first step that fails decides the answer. */
export function clientSteps(options: ClientStepsOptions): readonly Step[] {
  const { failures, acceptJson } = options;
  const bodyFormats = acceptJson ? formOrJson : form;
  return [
    function refuseFailingAddress({ address }) {
      return failures.refuseAddress(address);
    },
    async function readBodyParameters(exchange) {
      exchange.parameters = await readParameters(exchange.req, bodyFormats);
    },
    authenticateClient(options),
  ];
}
