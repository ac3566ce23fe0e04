/** The commands that decide about a language: `{}` is the file, `{dir}` its folder. The last one runs the program. */
export interface Toolchain {
  /** The Debian packages that bring it, or none where it comes another way. */
  readonly packages: readonly string[];
  readonly commands: readonly (readonly string[])[];
  /** Programs that the commands call and do not begin with. */
  readonly programs?: readonly string[];
}

export const toolchains: Readonly<Record<string, Toolchain>> = {
  javascript: { packages: [], commands: [['node', '{}']] },
  typescript: {
    packages: [],
    commands: [
      ['tsc', '--noEmit', '--strict', '--types', 'node', '--typeRoots', '{root}/node_modules/@types', '{}'],
      ['node', '{}'],
    ],
  },
  python: { packages: ['python3'], commands: [['python3', '{}']] },
  go: {
    packages: ['golang-go'],
    commands: [
      ['sh', '-c', 'gofmt -d "$0" && test -z "$(gofmt -l "$0")"', '{}'],
      ['go', 'vet', '{}'],
      ['go', 'run', '{}'],
    ],
  },
  java: { packages: ['openjdk-17-jdk-headless'], commands: [['java', '{}']] },
  kotlin: {
    packages: ['kotlin'],
    commands: [
      ['kotlinc', '{}', '-include-runtime', '-d', '{dir}/main.jar'],
      ['java', '-jar', '{dir}/main.jar'],
    ],
  },
  scala: {
    packages: ['scala'],
    commands: [
      ['scalac', '-d', '{dir}', '{}'],
      ['scala', '-cp', '{dir}', 'Main'],
    ],
  },
  groovy: { packages: ['groovy'], commands: [['groovy', '{}']] },
  csharp: {
    packages: ['mono-mcs', 'mono-runtime'],
    commands: [
      ['mcs', '-out:{dir}/main.exe', '{}'],
      ['mono', '{dir}/main.exe'],
    ],
  },
  ruby: {
    packages: ['ruby'],
    commands: [
      ['ruby', '-wc', '{}'],
      ['ruby', '{}'],
    ],
  },
  php: {
    packages: ['php-cli'],
    commands: [
      ['php', '-l', '{}'],
      ['php', '{}'],
    ],
  },
  rust: {
    packages: ['rustc'],
    commands: [['rustc', '--edition', '2021', '-D', 'warnings', '-o', '{dir}/main', '{}'], ['{dir}/main']],
  },
  c: {
    packages: ['gcc', 'libc6-dev'],
    commands: [['gcc', '-Wall', '-Wextra', '-Werror', '-o', '{dir}/main', '{}'], ['{dir}/main']],
  },
  cpp: {
    packages: ['g++'],
    commands: [['g++', '-Wall', '-Wextra', '-Werror', '-o', '{dir}/main', '{}'], ['{dir}/main']],
  },
  'objective-c': {
    packages: ['gobjc', 'libgnustep-base-dev'],
    commands: [
      [
        'gcc',
        '-fobjc-exceptions',
        '-fconstant-string-class=NSConstantString',
        '-I/usr/include/GNUstep',
        '-o',
        '{dir}/main',
        '{}',
        '-lgnustep-base',
        '-lobjc',
      ],
      ['{dir}/main'],
    ],
  },
  elixir: { packages: ['elixir'], commands: [['elixir', '{}']] },
  erlang: {
    packages: ['erlang-base', 'erlang-dev'],
    commands: [
      ['erlc', '-Werror', '-o', '{dir}', '{}'],
      ['erl', '-noshell', '-pa', '{dir}', '-s', 'main', 'main', '-s', 'init', 'stop'],
    ],
  },
  haskell: { packages: ['ghc'], commands: [['ghc', '-v0', '-o', '{dir}/main', '{}'], ['{dir}/main']] },
  ocaml: { packages: ['ocaml-nox'], commands: [['ocaml', '{}']] },
  clojure: { packages: ['clojure'], commands: [['clojure', '{}']] },
  lua: { packages: ['lua5.4'], commands: [['lua5.4', '{}']] },
  perl: {
    packages: ['perl'],
    commands: [
      ['perl', '-wc', '{}'],
      ['perl', '{}'],
    ],
  },
  r: { packages: ['r-base-core'], commands: [['Rscript', '{}']] },
  tcl: { packages: ['tcl'], commands: [['tclsh', '{}']] },
  nim: {
    packages: ['nim'],
    commands: [['nim', 'c', '--hints:off', '--nimcache:{dir}/cache', '-o:{dir}/main', '{}'], ['{dir}/main']],
  },
  zig: {
    packages: [],
    commands: [
      [
        'zig',
        'build-exe',
        '{}',
        '-femit-bin={dir}/main',
        '--cache-dir',
        '{dir}/cache',
        '--global-cache-dir',
        '{dir}/cache',
      ],
      ['{dir}/main'],
    ],
  },
  shellscript: {
    packages: ['bash'],
    commands: [
      ['bash', '-n', '{}'],
      ['bash', '{}'],
    ],
  },
  zsh: { packages: ['zsh'], commands: [['zsh', '-f', '{}']] },
  fish: { packages: ['fish'], commands: [['fish', '--no-config', '{}']] },
  // From Go's packages: go install github.com/hashicorp/hcl/v2/cmd/hclfmt@v2.25.0
  terraform: {
    packages: [],
    programs: ['hclfmt'],
    commands: [['sh', '-c', 'hclfmt -require-no-change "$0" > /dev/null', '{}']],
  },
  swift: { packages: [], commands: [['swiftc', '-o', '{dir}/main', '{}'], ['{dir}/main']] },
  dart: { packages: [], commands: [['dart', 'run', '{}']] },
  julia: { packages: [], commands: [['julia', '--startup-file=no', '{}']] },
  powershell: { packages: [], commands: [['pwsh', '-NoProfile', '-File', '{}']] },
  fsharp: { packages: [], commands: [['dotnet', 'fsi', '{}']] },
  vb: {
    packages: [],
    commands: [
      ['vbnc', '-out:{dir}/main.exe', '{}'],
      ['mono', '{dir}/main.exe'],
    ],
  },
  bat: { packages: ['wine'], commands: [['wine', 'cmd', '/c', '{}']] },
  sql: { packages: ['sqlite3'], commands: [['sqlite3', '-bail', ':memory:', '.read {}']] },
};

/** What a machine of the project's checks installs: quick to fetch, and a language of every family. */
export const checkedPackages: readonly string[] = [
  'ruby',
  'php-cli',
  'lua5.4',
  'ocaml-nox',
  'gcc',
  'libc6-dev',
  'g++',
  'perl',
  'tcl',
  'zsh',
  'fish',
  'sqlite3',
  'erlang-base',
];
