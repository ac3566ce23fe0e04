import assert from 'node:assert/strict';
import { DockerfileParser } from 'dockerfile-ast';
import { XMLValidator } from 'fast-xml-parser';
import { parse as parseJsonc, type ParseError } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { parseAllDocuments } from 'yaml';
import { languageOf } from '../../../src/core/language.ts';
import { check, rewritten } from './check.ts';

/** `[path, before, after]`; the name of a file says its language. */
type Row = readonly [path: string, before: string, after: string];

const rows: Readonly<Record<string, readonly Row[]>> = {
  'files of variables': [
    ['.env', 'X=«»\n', 'X=valet-key://stripe\n'],
    ['.env.local', 'X="«»" # a\r\n', 'X="valet-key://stripe" # a\r\n'],
    ['.env', 'DATABASE_URL=pg://u:«»@h/d\n', 'DATABASE_URL=pg://u:${X}@h/d\n'],
    ['.env', '# X=«»\n', '# X=valet-key://stripe\n'],
    ['.env.example', 'X=«»\n', 'X=\n'],
    ['.envrc', 'export X=«»\n', 'export X="${X:?}"\n'],
  ],
  JSON: [
    ['config.json', '{ "a": "«»" }', '{ "a": "valet-key://stripe" }'],
    ['config.json', '{ "a": "pg://u:«»@h" }', '{ "a": "pg://u:valet-key%3A%2F%2Fstripe@h" }'],
    ['tsconfig.json', '{\n  // «»\n}', '{\n  // valet-key://stripe\n}'],
    ['.mcp.json', '{ "env": { "A": "«»" } }', '{ "env": { "A": "${X}" } }'],
    [
      '.mcp.json',
      '{ "headers": { "Authorization": "Bearer «»" } }',
      '{ "headers": { "Authorization": "Bearer ${X}" } }',
    ],
    ['.cursor/mcp.json', '{ "env": { "A": "«»" } }', '{ "env": { "A": "${env:X}" } }'],
    ['.gemini/settings.json', '{ "env": { "A": "«»" } }', '{ "env": { "A": "${X}" } }'],
    ['opencode.json', '{ "apiKey": "«»" }', '{ "apiKey": "{env:X}" }'],
    ['claude_desktop_config.json', '{ "env": { "A": "«»" } }', '{ "env": { "A": "valet-key://stripe" } }'],
    ['.devcontainer/devcontainer.json', '{ "remoteEnv": { "A": "«»" } }', '{ "remoteEnv": { "A": "${localEnv:X}" } }'],
    ['.vscode/launch.json', '{ "env": { "A": "«»" } }', '{ "env": { "A": "${env:X}" } }'],
    ['.vscode/tasks.json', '{ "env": { "A": "«»" } }', '{ "env": { "A": "${env:X}" } }'],
    ['.vscode/settings.json', '{ "ext.key": "«»" }', '{ "ext.key": "valet-key://stripe" }'],
    [
      '.vscode/settings.json',
      '{ "terminal.integrated.env.linux": { "A": "«»" } }',
      '{ "terminal.integrated.env.linux": { "A": "${env:X}" } }',
    ],
    [
      '.vscode/mcp.json',
      '{\n  "servers": {\n    "a": {\n      "env": { "A": "«»" }\n    }\n  }\n}\n',
      '{\n  "inputs": [\n    {\n      "type": "promptString",\n      "id": "stripe",\n      "description": "X",\n      "password": true\n    }\n  ],\n  "servers": {\n    "a": {\n      "env": { "A": "${input:stripe}" }\n    }\n  }\n}\n',
    ],
    [
      '.vscode/mcp.json',
      '{\n\t"inputs": [],\n\t"servers": { "a": { "env": { "A": "«»" } } }\n}\n',
      '{\n\t"inputs": [\n\t\t{\n\t\t\t"type": "promptString",\n\t\t\t"id": "stripe",\n\t\t\t"description": "X",\n\t\t\t"password": true\n\t\t}\n\t],\n\t"servers": { "a": { "env": { "A": "${input:stripe}" } } }\n}\n',
    ],
    ['package.json', '{ "scripts": { "start": "KEY=«» node ." } }', '{ "scripts": { "start": "KEY=$X node ." } }'],
  ],
  YAML: [
    ['config.yaml', 'a: «»\n', 'a: valet-key://stripe\n'],
    ['config.yaml', "a: { b: '«»', c: [«»] }\n".replace('[«»]', '[]'), "a: { b: 'valet-key://stripe', c: [] }\n"],
    ['config.yaml', 'a: pg://u:«»@h\n', 'a: pg://u:valet-key%3A%2F%2Fstripe@h\n'],
    ['config.yaml', 'a: |\n  «»\n', 'a: |\n  valet-key://stripe\n'],
    [
      'compose.yaml',
      'services:\n  a:\n    environment:\n      - KEY=«»\n',
      'services:\n  a:\n    environment:\n      - KEY=${X}\n',
    ],
    ['docker-compose.prod.yml', 'a:\n  URL: pg://u:«»@h\n', 'a:\n  URL: pg://u:${X}@h\n'],
    ['.github/workflows/a.yml', 'env:\n  KEY: «»\n', 'env:\n  KEY: ${{ secrets.X }}\n'],
    ['.github/workflows/a.yml', 'env: { KEY: «» }\n', 'env: { KEY: "${{ secrets.X }}" }\n'],
    ['.github/workflows/a.yml', 'run: |\n  curl -H "A: «»" u\n', 'run: |\n  curl -H "A: ${{ secrets.X }}" u\n'],
    ['.gitlab-ci.yml', 'variables:\n  KEY: "«»"\n', 'variables:\n  KEY: "$X"\n'],
    ['azure-pipelines.yml', 'variables:\n  KEY: «»\n', 'variables:\n  KEY: $(X)\n'],
    ['application.yml', 'a:\n  key: «»\n', 'a:\n  key: ${X}\n'],
    [
      'play.yml',
      '- hosts: all\n  vars:\n    key: «»\n',
      "- hosts: all\n  vars:\n    key: \"{{ lookup('env', 'X') }}\"\n",
    ],
    [
      'play.yml',
      "- hosts: all\n  vars:\n    key: 'a «»'\n",
      "- hosts: all\n  vars:\n    key: 'a {{ lookup(''env'', ''X'') }}'\n",
    ],
    ['group_vars/all.yml', 'key: «»\n', "key: \"{{ lookup('env', 'X') }}\"\n"],
    [
      'deployment.yaml',
      'kind: Deployment\nspec:\n  env:\n    - name: KEY\n      value: "«»"\n    - name: B\n      value: b\n',
      'kind: Deployment\nspec:\n  env:\n    - name: KEY\n      valueFrom:\n        secretKeyRef:\n          name: stripe\n          key: X\n    - name: B\n      value: b\n',
    ],
    ['secret.yaml', 'kind: Secret\nstringData:\n  KEY: «»\n', 'kind: Secret\nstringData:\n  KEY: ${X}\n'],
    ['map.yaml', 'kind: ConfigMap\ndata:\n  a: "u=«»"\n', 'kind: ConfigMap\ndata:\n  a: "u=${X}"\n'],
    ['chart/values.yaml', 'key: «»\n', 'key: ${X}\n'],
    [
      'template.yaml',
      'AWSTemplateFormatVersion: "2010-09-09"\nKey: «»\n',
      'AWSTemplateFormatVersion: "2010-09-09"\nKey: "{{resolve:secretsmanager:stripe}}"\n',
    ],
    ['serverless.yml', 'a: «»\n', 'a: ${env:X}\n'],
    ['.yarnrc.yml', 'npmAuthToken: "«»"\n', 'npmAuthToken: "${X}"\n'],
    ['config/packages/a.yaml', 'key: «»\n', 'key: "%env(X)%"\n'],
    ['config/database.yml', 'password: «»\n', "password: <%= ENV['X'] %>\n"],
    ['config/database.yml', 'password: "«»"\n', `password: "<%= ENV['X'] %>"\n`],
  ],
  'TOML, INI, properties and XML': [
    ['a.toml', 'key = "«»"\n', 'key = "valet-key://stripe"\n'],
    ['a.toml', '# «»\n', '# valet-key://stripe\n'],
    ['bunfig.toml', 'token = "«»"\n', 'token = "$X"\n'],
    ['a.ini', 'key = «»\n', 'key = valet-key://stripe\n'],
    ['a.ini', '; «»\n', '; valet-key://stripe\n'],
    ['.npmrc', '//r/:_authToken=«»\n', '//r/:_authToken=${X}\n'],
    ['.pypirc', '[pypi]\npassword = «»\n', '[pypi]\npassword = valet-key://stripe\n'],
    ['.netrc', 'machine h login u password «»\n', 'machine h login u password valet-key://stripe\n'],
    ['requirements.txt', '--index-url https://u:«»@h/simple\n', '--index-url https://u:${X}@h/simple\n'],
    ['src/application.properties', 'a.key=«»\n', 'a.key=${X}\n'],
    ['a.properties', 'a.key=«»\n', 'a.key=valet-key://stripe\n'],
    ['App.config', '<a><add key="k" value="«»"/></a>', '<a><add key="k" value="valet-key://stripe"/></a>'],
    ['a.xml', '<a><!-- «» --></a>', '<a><!-- valet-key://stripe --></a>'],
    [
      'settings.xml',
      '<settings><password>«»</password></settings>',
      '<settings><password>${env.X}</password></settings>',
    ],
    [
      'NuGet.config',
      '<a><add key="ClearTextPassword" value="«»" /></a>',
      '<a><add key="ClearTextPassword" value="%X%" /></a>',
    ],
    ['Info.plist', '<plist><string>«»</string></plist>', '<plist><string>$(X)</string></plist>'],
    ['a.http', 'Authorization: Bearer «»\n', 'Authorization: Bearer {{$processEnv X}}\n'],
  ],
  'infrastructure as code': [
    ['Dockerfile', 'FROM a\nENV KEY=«»\n', 'FROM a\nENV KEY=${X}\n'],
    ['Dockerfile', 'FROM a\nENV KEY="«»"\n', 'FROM a\nENV KEY="${X}"\n'],
    ['Dockerfile', 'FROM a\nARG KEY=«»\n', 'FROM a\nARG KEY\n'],
    [
      'Dockerfile',
      'FROM a\nRUN curl -H "A: «»" \\\n  u\n',
      'FROM a\nRUN --mount=type=secret,id=stripe,env=X curl -H "A: ${X}" \\\n  u\n',
    ],
    [
      'Dockerfile',
      "FROM a\nRUN f \\\n  'A: «»'\n",
      "FROM a\nRUN --mount=type=secret,id=stripe,env=X f \\\n  'A: '\"${X}\"''\n",
    ],
    ['Makefile', "a:\n\techo 'k «»'\n", `a:\n\techo 'k '"$\${X}"''\n`],
    ['Dockerfile', 'FROM a\nCMD ["a", "--k=«»", "b c"]\n', 'FROM a\nCMD exec a "--k=${X}" "b c"\n'],
    ['Makefile', 'KEY = «»\n', 'KEY = $(X)\n'],
    ['Makefile', 'X := «»\n', 'X ?=\n'],
    ['Makefile', 'a:\n\tcurl -u "«»:" u\n', 'a:\n\tcurl -u "$${X}:" u\n'],
    [
      'main.tf',
      'provider "a" {\n  key = "«»"\n}\n',
      'provider "a" {\n  key = var.x\n}\n\nvariable "x" {\n  type      = string\n  sensitive = true\n}\n',
    ],
    ['main.tf', 'variable "x" {}\nlocals {\n  a = "u:«»"\n}\n', 'variable "x" {}\nlocals {\n  a = "u:${var.x}"\n}\n'],
    [
      'variables.tf',
      'variable "key" {\n  type    = string\n  default = "«»"\n}\n',
      'variable "key" {\n  type      = string\n  sensitive = true\n}\n',
    ],
    ['terraform.tfvars', 'key = "«»"\n', '# key comes from TF_VAR_key\n'],
    ['terragrunt.hcl', 'inputs = {\n  key = "«»"\n}\n', 'inputs = {\n  key = "${get_env("X")}"\n}\n'],
  ],
  notebooks: [
    [
      'a.ipynb',
      '{"cells": [{"cell_type": "code", "source": ["%env X=«»"]}]}',
      '{"cells": [{"cell_type": "code", "source": ["# X comes from the environment"]}]}',
    ],
    [
      'a.ipynb',
      '{"cells": [{"cell_type": "code", "source": ["!curl -H \\"A: «»\\" u"]}]}',
      '{"cells": [{"cell_type": "code", "source": ["!curl -H \\"A: $X\\" u"]}]}',
    ],
    [
      'a.ipynb',
      '{\n "cells": [\n  {\n   "cell_type": "code",\n   "source": [\n    "k = \\"«»\\"\\n",\n    "print(k)"\n   ]\n  }\n ]\n}\n',
      '{\n "cells": [\n  {\n   "cell_type": "code",\n   "source": [\n    "import os\\n",\n    "\\n",\n    "k = os.environ[\\"X\\"]\\n",\n    "print(k)"\n   ]\n  }\n ]\n}\n',
    ],
    [
      'a.ipynb',
      '{"cells": [{"cell_type": "code", "outputs": ["«»"], "source": ["import os"]}]}',
      '{"cells": [{"cell_type": "code", "outputs": ["valet-key://stripe"], "source": ["import os"]}]}',
    ],
  ],
};

for (const [title, cases] of Object.entries(rows)) {
  describe(`a value in a data file becomes what its readers expect: ${title}`, () => {
    for (const [path, before, after] of cases) {
      it(`${path}: ${JSON.stringify(before)}`, () => {
        const row = { language: languageOf(path), path, before, reference: { env: 'X', request: 'stripe' } };
        check({ ...row, after });
        parses(path, rewritten(row) ?? '');
      });
    }
  });
}

/** The file's own parser takes it, where the project has one of them. */
function parses(path: string, text: string): void {
  const language = languageOf(path);
  if (/^jsonc?$/.test(language)) {
    const errors: ParseError[] = [];
    parseJsonc(text, errors, { allowTrailingComma: true });
    assert.deepEqual(errors, []);
  }
  if (language === 'yaml')
    assert.deepEqual(
      parseAllDocuments(text).flatMap(({ errors }) => errors),
      [],
    );
  if (language === 'toml') parseToml(text);
  if (language === 'xml') assert.equal(XMLValidator.validate(text), true);
  if (language === 'dockerfile') assert.ok(DockerfileParser.parse(text).getInstructions().length > 1);
}
