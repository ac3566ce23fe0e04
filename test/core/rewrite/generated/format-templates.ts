import { hashes, type Template } from './template.ts';

const none = (): string => '';

/** Files that are data, by what reads them. */
export const formatTemplates: readonly Template[] = [
  {
    language: 'json',
    path: 'config.json',
    head: '{\n',
    foot: '  "end": true\n}\n',
    comment: none,
    pieces: [
      '  "a": "«S»",\n',
      '  "b": { "c": ["«G»", "Bearer «G»"] },\n',
      '  "u": "postgres://app:«P»@db.example.net/app",\n',
    ],
  },
  {
    language: 'jsonc',
    path: 'app/.vscode/mcp.json',
    head: '{\n  "servers": {\n',
    foot: '    "end": {}\n  }\n}\n',
    comment: (text) => `    // ${text}\n`,
    pieces: [
      '    "a": { "env": { "A": "«S»" } },\n',
      '    "b": { "args": ["--token=«G»"], "headers": { "A": "Bearer «G»" } },\n',
    ],
  },
  {
    language: 'yaml',
    path: 'config.yaml',
    comment: hashes,
    pieces: [
      '- a: «S»\n',
      '- b: \'«G»\'\n  c: "Bearer «G»"\n',
      '- u: postgres://app:«P»@db.example.net/app\n',
      '- t: |\n    k=«G»\n',
      '- f: { k: «S», l: ["«G»"] }\n',
    ],
  },
  {
    language: 'yaml',
    path: 'compose.yaml',
    head: 'services:\n',
    comment: (text) => `  # ${text}\n`,
    pieces: [],
    foot: '  a:\n    environment:\n      A: «S»\n      B: "${B:-«G»}"\n      U: postgres://app:«P»@db.example.net/app\n  b:\n    environment:\n      - K=«S»\n    command: ["a", "--k=«G»"]\n',
  },
  {
    language: 'yaml',
    path: '.github/workflows/ci.yml',
    comment: (text) => `      # ${text}\n`,
    head: 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n',
    pieces: [
      '      - run: curl -H "A: Bearer «G»" u\n',
      '      - uses: a/b@v1\n        with: { token: «G», k: "«S»" }\n',
      '      - env:\n          K: \'«S»\'\n        run: |\n          f "«G»"\n',
    ],
  },
  {
    language: 'yaml',
    path: 'k8s/app.yaml',
    comment: hashes,
    pieces: [
      '---\nkind: Secret\nstringData:\n  K: «S»\n  c.yml: |\n    t: "«G»"\n',
      '---\nkind: Deployment\nspec:\n  env:\n    - name: K\n      value: "«S»"\n    - { name: L, value: «G» }\n',
    ],
  },
  {
    language: 'yaml',
    path: 'play.yml',
    head: '- hosts: all\n  vars:\n',
    comment: (text) => `    # ${text}\n`,
    pieces: [
      '    k_: «S»\n'.replace('k_', 'a'),
      "    b: 'a «G»'\n",
      '    c: { d: "«S»" }\n',
      '    u: "postgres://app:«P»@db.example.net/app"\n',
    ],
  },
  {
    language: 'toml',
    path: 'config.toml',
    comment: hashes,
    pieces: [
      '[[a]]\nk = "«S»"\n',
      "[[b]]\nk = '«G»'\n",
      '[[c]]\nu = "postgres://app:«P»@db.example.net/app"\n',
      '[[d]]\nt = """\nk «G»\n"""\n',
    ],
  },
  {
    language: 'xml',
    path: 'App.config',
    head: '<?xml version="1.0"?>\n<a>\n',
    foot: '</a>\n',
    comment: (text) => `  <!-- ${text} -->\n`,
    pieces: [
      '  <add key="k" value="«S»" />\n',
      '  <b>«G»</b>\n',
      '  <!-- «G» -->\n',
      '  <c u="postgres://app:«P»@db.example.net/app"/>\n',
    ],
  },
  {
    language: 'dockerfile',
    path: 'Dockerfile',
    head: 'FROM a\n',
    comment: hashes,
    pieces: [
      'ENV A=«S»\n',
      'ENV B="«G»" C=1\n',
      'ARG D=«S»\n',
      'RUN curl -H "A: Bearer «G»" \\\n  u\n',
      "RUN f 'a: «G»'\n",
      'CMD ["a", "--k", "«S»"]\n',
    ],
  },
  {
    language: 'terraform',
    path: 'main.tf',
    comment: hashes,
    pieces: [
      'provider "a" {\n  key = "«S»"\n}\n\n',
      'resource "a" "b" {\n  c = { "d" = "Bearer «G»" }\n  t = <<-EOT\n    k=«S»\n  EOT\n}\n\n',
      'variable "own" {\n  type    = string\n  default = "«O»"\n}\n\n',
      'output "u" {\n  value = "postgres://app:«P»@db.example.net/app"\n}\n\n',
    ],
  },
  {
    language: 'properties',
    path: 'application.properties',
    comment: hashes,
    pieces: ['a.key=«S»\n', 'b.token = «G»\n', 'c.url=postgres://app:«P»@db.example.net/app\n'],
  },
  {
    language: 'ini',
    path: 'config.ini',
    head: '[a]\n',
    comment: (text) => `; ${text}\n`,
    pieces: ['key = «S»\n', 'token=«G»\n'],
  },
  {
    language: 'markdown',
    path: 'README.md',
    comment: (text) => `${text}\n\n`,
    pieces: ['The key «S» is old.\n\n', '```bash\nexport A=«G»\n```\n\n', "```js\nf('«S»');\n```\n\n"],
  },
];
