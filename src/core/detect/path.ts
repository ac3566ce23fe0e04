/** Whether a path is that of test vectors or fixtures, where keys are made to be published. */
export function isFixturePath(path: string | undefined): boolean {
  return path !== undefined && fixtures.test(path);
}

const fixtures =
  /(?:^|\/)(?:testdata|test[-_]?vectors?|vectors|wycheproof|fixtures?|__fixtures__|node_modules|site-packages|vendor|third[-_]party|pkg\/mod)(?:\/|$)|_test\.go$/i;

/**
 * Whether values in a file are for rehearsal: tests, test vectors and fixtures, examples, documentation. Strong values
 * that open nothing are common there, and keys are made to be published.
 */
export function isRehearsal(path: string | undefined): boolean {
  return path !== undefined && rehearsals.some((form) => form.test(path)) && !settings.test(path);
}

const rehearsals: readonly RegExp[] = [
  /(?:^|[/._-])(?:tests?|testing|test(?:case|cert|data|key|server|suite|util)s?|specs?|__tests__|__mocks__|mocks?|__fixtures__|fixtures?|examples?|samples?|demos?|docs?|documentation|tutorials?|e2e|integration|benchmarks?|fuzz(?:er|ing)?|vectors?|wycheproof|snapshots?|stubs?|cassettes?)(?:[/._-]|$)/i,
  /(?:self|unit|fs|func|functional|integration|acceptance|api|s3|ssl|tls|crypto|caddy|regress|smoke|load|perf)[-_]?tests?(?:[/._-]|$)/i,
  // `KeysTest.java`, `keysTests.ts`, `TestKeys.py`; not `latest`, not `Testimonials`.
  /[a-z\d]Tests?(?=[/.-]|$)|(?:^|[/._-])Tests?[A-Z]\w*(?=[/.-]|$)|(?:test|tests)\.\w+$/,
  /readme|changelog|swagger|openapi|\.[1-8]$|\.(?:md|mdx|rst|adoc|txt)$|\.dist-info\/metadata$/i,
];

/** `.env.example` and its like: whoever fills them in by mistake has filled in the real thing. */
const settings = /(?:^|\/)\.env[^/]*$|\.env(?:\.\w+)?$/i;

/** Whether others wrote a file, or a tool: what stands in it is not for the people of this project to change. */
export function isForeign(path: string | undefined): boolean {
  return path !== undefined && foreign.test(path);
}

const foreign =
  /(?:^|\/)(?:node_modules|bower_components|jspm_packages|vendor|third[-_]?party|site-packages|dist-packages|\.venv|venv|\.yarn|pods|carthage|\.cargo|\.m2|\.gradle|pkg\/mod|typeshed)\/|\.min\.|\.bundle\.|[-.]lock(?:\.|$)|lock\.(?:json|yaml)$|\.lock$|go\.sum$|\.map$|\.svg$|\.snap$|\.pbxproj$|\.po$|\.pot$|\.resx$|\.xliff?$|\.strings$|\.d\.ts$|\/(?:locales?|i18n|lang|langs|translations?|l10n)\//i;

/** Whether a tool wrote the file and it lists what is installed: names and digests, thousands of them. */
export function isLockFile(path: string | undefined): boolean {
  return path !== undefined && lockFiles.test(path);
}

const lockFiles =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|composer\.lock|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|cargo\.lock|gemfile\.lock|go\.sum|go\.work\.sum|flake\.lock|podfile\.lock|packages\.lock\.json|gradle\.lockfile|mix\.lock|pubspec\.lock|deno\.lock|module\.bazel\.lock)$/i;
