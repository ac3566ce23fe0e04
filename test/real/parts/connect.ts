import { newValue } from '../../broker/scratch.ts';
import { json, urlOf } from '../../broker/asking.ts';
import { startService } from '../../broker/guard/service.ts';
import type { Service } from '../../broker/guard/service.ts';

/** A server that answers as 1Password's contract of Connect says (github.com/1Password/connect, version 1.7.1). */
export interface Connect extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly reached: Service['reached'];
  readonly value: string;
}

/** Ids are 26 lower-case letters and digits. */
export const ids = { vault: 'vault1'.padEnd(26, 'a'), closed: 'vault2'.padEnd(26, 'a'), item: 'item1'.padEnd(26, 'a') };

export async function startConnect(): Promise<Connect> {
  const [token, value] = [newValue(), newValue()];
  const item = { id: ids.item, title: 'Acme API', vault: { id: ids.vault }, category: 'API_CREDENTIAL' };
  const sections = [
    { id: 'section1', label: 'production' },
    { id: 'section2', label: 'staging' },
  ];
  const fields = [
    { id: 'notesPlain', type: 'STRING', purpose: 'NOTES', label: 'notesPlain' },
    { id: 'field1', type: 'CONCEALED', label: 'key', section: { id: 'section1' }, value },
    { id: 'field2', type: 'CONCEALED', label: 'key', section: { id: 'section2' }, value: newValue() },
  ];
  const twins = ['twin1', 'twin2'].map((id) => ({ ...item, id: id.padEnd(26, 'a'), title: 'Twin' }));
  const answers: Readonly<Record<string, unknown>> = {
    '/v1/vaults?filter=name eq "Team"': [{ id: ids.vault, name: 'Team' }],
    '/v1/vaults?filter=name eq "Nobody"': [],
    [`/v1/vaults/${ids.vault}/items?filter=title eq "Acme API"`]: [item],
    [`/v1/vaults/${ids.vault}/items?filter=title eq "Twin"`]: twins,
    [`/v1/vaults/${ids.vault}/items?filter=title eq "Nothing"`]: [],
    [`/v1/vaults/${ids.vault}/items/${ids.item}`]: { ...item, sections, fields },
  };
  const service = await startService(({ method, url, headers }, response) => {
    const refuse = (status: number, message: string) => json(response.writeHead(status), { status, message });
    if (headers.authorization !== `Bearer ${token}`) return refuse(401, 'Invalid token signature');
    const asked = decodeURIComponent(url.replaceAll('+', ' ')).replace('/?', '?');
    if (asked.includes(ids.closed)) return refuse(403, `vault ${ids.closed} is not in scope`);
    const answer = method === 'GET' && Object.hasOwn(answers, asked) ? answers[asked] : undefined;
    response.setHeader('content-type', 'application/json');
    return answer === undefined ? refuse(404, `${value} not found`) : json(response, answer);
  }, 'http');
  return {
    url: urlOf(service),
    token,
    value,
    reached: service.reached,
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
