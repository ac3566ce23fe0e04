/** How a language writes a look-up with a fallback. */
export interface FallbackRule {
  /** Ends at the literal; the group `name` is the variable. */
  readonly before: RegExp;
  /** What follows the literal; nothing has to where it is absent. */
  readonly after?: RegExp;
  /** Takes the place of all that the two match, the literal among it. */
  readonly written: (found: Found) => string;
  readonly isConstant?: true;
}

interface Found extends Readonly<Record<string, string | undefined>> {
  readonly name: string;
  readonly language: string;
}

export function fallbackRules(language: string): readonly FallbackRule[] {
  return Object.hasOwn(byLanguage, language) ? (byLanguage[language] ?? []) : [];
}

const name = String.raw`(?<name>[A-Za-z_]\w*)`;
const quoted = String.raw`(?<quote>["'])${name}\k<quote>`;

/** `look-up || '…'`: the look-up stays. */
function either(lookup: string, operator: string, after = ''): FallbackRule {
  return {
    before: new RegExp(`(?<keep>${lookup})\\s*(?:${operator})\\s*$`),
    written: ({ keep = '' }) => keep + after,
  };
}

/** `look-up("NAME", '…')`. */
function second(call: string, written: FallbackRule['written'], between = String.raw`\s*,\s*`): FallbackRule {
  return {
    before: new RegExp(`(?<![\\w.])(?<call>${call})\\s*\\(\\s*${quoted}${between}$`),
    after: /^\s*,?\s*\)/,
    written,
  };
}

const calledAlone: FallbackRule['written'] = ({ call = '', quote = '"', name: variable }) =>
  `${call}(${quote}${variable}${quote})`;

/** A function of the program's own has to be given a second argument: an empty text. */
const ownFunction: FallbackRule = {
  before: new RegExp(
    `(?<keep>(?<![\\w.])(?:\\w+\\.)?(?:get|read|lookup)?_?env(?:ironment)?_?(?:var|str(?:ing)?)?_?(?:or)?_?(?:default|else)?\\s*\\(\\s*${quoted}\\s*,\\s*)$`,
    'i',
  ),
  after: /^(?=\s*,?\s*\))/,
  written: ({ keep = '' }) => `${keep}""`,
};

const insists: FallbackRule['written'] = ({ keep = '', language }) =>
  keep + (language.startsWith('typescript') ? '!' : '');
const orElse = String.raw`!?\s*(?:\|\||\?\?)\s*$`;

const javascript: readonly FallbackRule[] = [
  {
    before: new RegExp(`(?<keep>\\b(?:process\\.env|import\\.meta\\.env|Bun\\.env)\\.${name})${orElse}`),
    written: insists,
  },
  { before: new RegExp(`(?<keep>\\b(?:process|Bun)\\.env\\[${quoted}\\])${orElse}`), written: insists },
  { before: new RegExp(`(?<keep>\\bDeno\\.env\\.get\\(${quoted}\\))${orElse}`), written: insists },
  { ...ownFunction, written: ({ keep = '' }) => `${keep}''` },
];

const required: FallbackRule['written'] = ({ call = '', quote = '"', name: variable }) => {
  const module = /^(?:_?os)\b/.test(call) ? 'os.environ' : 'environ';
  return `${module}[${quote}${variable}${quote}]`;
};

const python: readonly FallbackRule[] = [
  second(String.raw`os\.getenv|os\.environ\.get|environ\.get`, required),
  {
    before: new RegExp(
      `(?<![\\w.])(?<call>os\\.getenv|os\\.environ\\.get|environ\\.get)\\(\\s*${quoted}\\s*\\)\\s+or\\s+$`,
    ),
    written: required,
  },
  // django-environ, python-decouple and environs insist by themselves.
  second(String.raw`(?:\w+\.)?(?:config|env)(?:\.str)?`, calledAlone, String.raw`\s*,\s*default\s*=\s*`),
  second(String.raw`env(?:\.str)?`, calledAlone),
];

const ruby: readonly FallbackRule[] = [
  {
    before: new RegExp(`\\bENV\\[${quoted}\\]\\s*(?:\\|\\||or)\\s*$`),
    written: ({ quote = "'", name: variable }) => `ENV.fetch(${quote}${variable}${quote})`,
  },
  second(String.raw`ENV\.fetch`, calledAlone),
  {
    before: new RegExp(`(?<keep>\\bENV\\.fetch\\(${quoted}\\))\\s*\\{\\s*$`),
    after: /^\s*\}/,
    written: ({ keep = '' }) => keep,
  },
];

const php: readonly FallbackRule[] = [
  either(String.raw`\bgetenv\(${quoted}\)`, String.raw`\?:|\?\?`),
  either(String.raw`\$_(?:ENV|SERVER)\[${quoted}\]`, String.raw`\?\?|\?:`),
  second('env', calledAlone),
];

const insistingElse = (found: Found): string => `${found['keep'] ?? ''} ?: error("${found.name} is not set")`;

const rust: readonly FallbackRule[] = [
  {
    before: new RegExp(
      `(?<keep>\\b(?:std::)?env::var\\("${name}"\\))\\s*\\.(?:unwrap_or\\(\\s*(?:String::from\\()?|unwrap_or_else\\(\\|_\\w*\\|\\s*(?:String::from\\()?)$`,
    ),
    after: /^(?:\.(?:to_string|to_owned|into)\(\)|\))\s*\)/,
    written: ({ keep = '', name: variable }) => `${keep}.expect("${variable} is not set")`,
  },
];

const csharp: readonly FallbackRule[] = [
  {
    before: new RegExp(
      `(?<keep>(?<system>\\bSystem\\.)?\\bEnvironment\\.GetEnvironmentVariable\\("${name}"\\))\\s*\\?\\?\\s*$`,
    ),
    written: ({ keep = '', system = '', name: variable }) =>
      `${keep} ?? throw new ${system}InvalidOperationException("${variable} is not set")`,
  },
  ownFunction,
];

const java: readonly FallbackRule[] = [
  {
    before: new RegExp(`\\bSystem\\.getenv\\(\\)\\.getOrDefault\\(\\s*"${name}"\\s*,\\s*$`),
    after: /^\s*\)/,
    written: ({ name: variable }) => `System.getenv("${variable}")`,
  },
  {
    before: new RegExp(`(?<keep>\\bOptional\\.ofNullable\\(System\\.getenv\\("${name}"\\)\\))\\.orElse\\(\\s*$`),
    after: /^\s*\)/,
    written: ({ keep = '' }) => `${keep}.orElseThrow()`,
  },
  ownFunction,
];

const powershell: FallbackRule = either(String.raw`\$env:${name}`, String.raw`\?\?`);

const byLanguage: Readonly<Record<string, readonly FallbackRule[]>> = {
  javascript,
  javascriptreact: javascript,
  typescript: javascript,
  typescriptreact: javascript,
  python,
  ruby,
  php,
  rust,
  csharp,
  java,
  powershell: [powershell],
  go: [ownFunction],
  kotlin: [
    { before: new RegExp(`(?<keep>\\bSystem\\.getenv\\("${name}"\\))\\s*\\?:\\s*$`), written: insistingElse },
    ownFunction,
  ],
  groovy: [either(String.raw`\bSystem\.getenv\(${quoted}\)`, String.raw`\?:`)],
  scala: [second(String.raw`sys\.env\.getOrElse`, ({ name: variable }) => `sys.env("${variable}")`)],
  swift: [either(String.raw`\bProcessInfo\.processInfo\.environment\["${name}"\]`, String.raw`\?\?`, '!')],
  dart: [
    either(String.raw`\bPlatform\.environment\[${quoted}\]`, String.raw`\?\?`, '!'),
    {
      ...second(String.raw`String\.fromEnvironment`, calledAlone, String.raw`\s*,\s*defaultValue:\s*`),
      isConstant: true,
    },
  ],
  elixir: [
    second(String.raw`System\.get_env`, ({ name: variable }) => `System.fetch_env!("${variable}")`),
    {
      before: new RegExp(`\\bSystem\\.get_env\\("${name}"\\)\\s*\\|\\|\\s*$`),
      written: ({ name: variable }) => `System.fetch_env!("${variable}")`,
    },
  ],
  erlang: [second('os:getenv', calledAlone)],
  perl: [either(String.raw`\$ENV\{(?<quote>["']?)${name}\k<quote>\}`, String.raw`//|\|\|`)],
  lua: [either(String.raw`\bos\.getenv\(?\s*${quoted}\s*\)?`, 'or')],
  r: [second(String.raw`Sys\.getenv`, calledAlone, String.raw`\s*,\s*(?:unset\s*=\s*)?`)],
  julia: [
    {
      before: new RegExp(`(?<![\\w.])get\\(\\s*ENV\\s*,\\s*"${name}"\\s*,\\s*$`),
      after: /^\s*\)/,
      written: ({ name: variable }) => `ENV["${variable}"]`,
    },
  ],
  clojure: [
    {
      before: new RegExp(`\\(or\\s+(?<keep>\\(System/getenv\\s+"${name}"\\))\\s+$`),
      after: /^\s*\)/,
      written: ({ keep = '' }) => keep,
    },
  ],
  nim: [second('getEnv', calledAlone)],
};
