import { check, type Row } from './check.ts';

const rows: readonly Row[] = [
  { language: 'dotenv', path: '.env', before: 'KEY=«»\n', after: 'KEY=valet-key://stripe\n' },
  { language: 'dotenv', path: '.env.local', before: 'KEY="«»" # x\n', after: 'KEY="valet-key://stripe" # x\n' },
  { language: 'json', path: 'config.json', before: '{ "key": "«»" }', after: '{ "key": "valet-key://stripe" }' },
  {
    language: 'json',
    path: '.mcp.json',
    before: '{ "env": { "A": "«»" } }',
    after: '{ "env": { "A": "${STRIPE_SECRET_KEY}" } }',
  },
  {
    language: 'jsonc',
    path: 'app/.vscode/mcp.json',
    before: '{ "A": "«»" }',
    after:
      '{ "inputs": [{ "type": "promptString", "id": "stripe", "description": "STRIPE_SECRET_KEY", "password": true }], "A": "${input:stripe}" }',
  },
  { language: 'yaml', path: 'config.yaml', before: 'key: «»\n', after: 'key: valet-key://stripe\n' },
  { language: 'yaml', path: 'compose.yaml', before: '  KEY: "«»"\n', after: '  KEY: "${STRIPE_SECRET_KEY}"\n' },
  {
    language: 'yaml',
    path: '.github/workflows/ci.yml',
    before: '  KEY: «»\n',
    after: '  KEY: ${{ secrets.STRIPE_SECRET_KEY }}\n',
  },
  {
    language: 'yaml',
    path: 'play.yml',
    before: 'hosts: all\nkey: «»\n',
    after: "hosts: all\nkey: \"{{ lookup('env', 'STRIPE_SECRET_KEY') }}\"\n",
  },
  { language: 'yaml', path: 'a.yml', before: '# key «»\n', after: '# key valet-key://stripe\n' },
  { language: 'toml', path: 'a.toml', before: 'key = "«»"\n', after: 'key = "valet-key://stripe"\n' },
  { language: 'ini', path: '.npmrc', before: '//r/:_authToken=«»\n', after: '//r/:_authToken=${STRIPE_SECRET_KEY}\n' },
  {
    language: 'properties',
    path: 'application.properties',
    before: 'a.key=«»\n',
    after: 'a.key=${STRIPE_SECRET_KEY}\n',
  },
];

describe('a value in a data file becomes a reference', () => {
  for (const row of rows) it(`${row.path}: ${JSON.stringify(row.before)}`, () => check(row));
});
