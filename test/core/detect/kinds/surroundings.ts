/** A place that credentials are written to; `@` is the name, `@@` the name in capitals, `«»` the value. */
export interface Surrounding {
  readonly title: string;
  readonly path: string;
  readonly text: string;
  /** What a value may hold that stands here as it is. */
  readonly holds?: RegExp;
  /** The name stands too far off to say whose the value is: for values that say so themselves. */
  readonly nameless?: true;
  /** Said to people rather than used: a name alone makes no certainty here. */
  readonly said?: true;
}

export interface Placed {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Puts a value under a name. */
export function placed({ text }: Surrounding, name: string, value: string): Placed {
  const named = text.replaceAll('@@', name.toUpperCase()).replaceAll('@', name);
  const start = named.indexOf('«»');
  return { text: named.replace('«»', () => value), start, end: start + value.length };
}

/** What needs no quoting in an address, in a shell and where a value ends at a blank. */
const plain = /^[\w.~-]+$/;
const word = /^[^\s"'`\\$&;<>(){}|]+$/;

export const surroundings: readonly Surrounding[] = [
  { title: 'TypeScript', path: 'src/a.ts', text: 'export const @ = "«»";\n' },
  { title: 'a member of an object', path: 'src/a.js', text: "const options = { retries: 3, @: '«»', wait: 10 };\n" },
  { title: 'Python', path: 'a.py', text: 'import os\n@@ = "«»"  # of the first account\n' },
  { title: 'Go', path: 'a.go', text: 'package a\n\nfunc b() {\n\t@ := "«»"\n}\n' },
  { title: 'Java', path: 'A.java', text: 'private static final String @@ = "«»";' },
  { title: 'C#', path: 'A.cs', text: '    private const string @ = "«»";\r\n    int next = 1;\r\n' },
  { title: 'Ruby', path: 'a.rb', text: "@ = '«»'\n" },
  { title: 'PHP', path: 'a.php', text: "<?php\ndefine('@@', '«»');\n" },
  { title: 'JSON', path: 'a.json', text: '{\n  "id": 1,\n  "@": "«»",\n  "more": [true]\n}\n' },
  { title: 'JSON in a string', path: 'a.ts', text: 'const body = "{\\"id\\":1,\\"@\\":\\"«»\\"}";\n' },
  { title: 'a file of variables', path: '.env', text: 'A=1\n@@=«»\nB=2\n', holds: word },
  { title: 'one with CRLF', path: '.env', text: 'A=1\r\n@@=«»\r\nB=2\r\n', holds: word },
  { title: 'a shell', path: 'a.sh', text: '#!/bin/sh\nexport @@=«»\n', holds: word },
  { title: 'an option', path: 'a.sh', text: 'run --of-the-first-of-all-of-our-own-accounts-@=«»\n', holds: word },
  { title: 'YAML', path: 'a.yaml', text: 'a:\n  @: «»\n  b: 1\n', holds: word },
  { title: 'TOML', path: 'a.toml', text: '[a]\n@ = "«»"\n' },
  { title: 'a header', path: 'a.http', text: 'GET / HTTP/1.1\nX-@: «»\nAccept: */*\n', holds: word },
  {
    title: 'a query',
    path: 'a.sh',
    text: 'curl https://api.example.com/v1/list?@=«»&limit=10 --silent\n',
    holds: plain,
  },
  { title: 'a comment', path: 'a.ts', text: 'let a = 1;\n// @: «»\n', holds: word, said: true },
  { title: 'XML', path: 'a.xml', text: '<a>\n  <@>«»</@>\n</a>\n', holds: word },
  { title: 'among astral characters', path: 'a.ts', text: '/* 😀𝒳 */ const @ = "«»"; // 🎉\n' },
  { title: 'one line of very many', path: 'a.js', text: 'var a=1,b=[],@="«»",c=()=>a;'.padStart(2000, 'a(b),') },
  { title: 'between astral characters', path: 'a.log', text: '🔑«»🔑\n', nameless: true },
  { title: 'a bearer', path: 'a.sh', text: 'curl -H "Authorization: Bearer «»" https://a.example\n', nameless: true },
  { title: 'a list', path: 'a.json', text: '["a", "«»", "b"]', nameless: true },
  { title: 'prose', path: 'a.log', text: 'The new one is «», keep it safe.\n', holds: plain, nameless: true },
];
