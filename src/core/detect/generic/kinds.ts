import type { OwnKind } from '../own-kinds.ts';

/** The kinds that no service's shape tells, with what messages and hovers say of them. */
export const genericKinds: readonly OwnKind[] = [
  {
    id: 'generic-password',
    title: 'password',
    power: 'Signs in as whoever the password belongs to, for as long as it is not changed.',
  },
  {
    id: 'generic-secret',
    title: 'secret',
    power: 'Lets its holder sign, decrypt or pass for the application that it was made for.',
  },
  {
    id: 'generic-token',
    title: 'access token',
    power: 'Acts as the user or application it was issued to, until it expires or is revoked.',
  },
  {
    id: 'generic-api-key',
    title: 'API key',
    power: 'Makes calls in the name, and at the cost, of the account it was issued to.',
  },
  {
    id: 'connection-string-password',
    title: 'password in a connection string',
    power: 'Opens the database, queue or server that the connection string names, with the rights of its user.',
  },
  {
    id: 'url-password',
    title: 'password in a URL',
    power: 'Signs in at the address it stands in, as the user it stands beside.',
  },
  {
    id: 'basic-auth',
    title: 'Basic authentication credential',
    power: 'Signs in with the user name and the password that it holds in base64, which anyone can read.',
  },
  {
    id: 'bearer-token',
    title: 'bearer token',
    power: 'Makes calls as the user or application it was issued to: who bears it is believed.',
  },
];
