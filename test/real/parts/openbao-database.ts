import type { OpenBao } from './openbao.ts';
import type { Postgres } from './postgres.ts';

/** Has it make users of the database: `reader` for an hour, `brief` for two seconds that can be renewed. */
export async function connectDatabase(bao: OpenBao, postgres: Postgres): Promise<void> {
  await postgres.query('create table charges (amount integer); insert into charges values (42)');
  const { user, password } = postgres.superuser;
  await bao.api('POST', 'sys/mounts/database', { type: 'database' });
  await bao.api('POST', 'database/config/app', {
    plugin_name: 'postgresql-database-plugin',
    allowed_roles: ['reader', 'brief'],
    connection_url: `postgresql://{{username}}:{{password}}@127.0.0.1:${postgres.port}/postgres?sslmode=disable`,
    username: user,
    password,
    password_authentication: 'scram-sha-256',
  });
  const role = {
    db_name: 'app',
    max_ttl: '2h',
    creation_statements: [
      `create role "{{name}}" login password '{{password}}' valid until '{{expiration}}'`,
      'grant select on charges to "{{name}}"',
    ],
    revocation_statements: ['drop owned by "{{name}}"', 'drop role if exists "{{name}}"'],
  };
  await bao.api('POST', 'database/roles/reader', { ...role, default_ttl: '1h' });
  await bao.api('POST', 'database/roles/brief', { ...role, default_ttl: '2s' });
}
