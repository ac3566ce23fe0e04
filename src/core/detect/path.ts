/** Whether a path is that of test vectors or fixtures, where keys are made to be published. */
export function isFixturePath(path: string | undefined): boolean {
  return path !== undefined && fixtures.test(path);
}

const fixtures =
  /(?:^|\/)(?:testdata|test[-_]?vectors?|vectors|wycheproof|fixtures?|__fixtures__|node_modules|site-packages|vendor|third[-_]party|pkg\/mod)(?:\/|$)|_test\.go$/i;

/** Whether a tool wrote the file and it lists what is installed: names and digests, thousands of them. */
export function isLockFile(path: string | undefined): boolean {
  return path !== undefined && lockFiles.test(path);
}

const lockFiles =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|composer\.lock|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|cargo\.lock|gemfile\.lock|go\.sum|go\.work\.sum|flake\.lock|podfile\.lock|packages\.lock\.json|gradle\.lockfile|mix\.lock|pubspec\.lock|deno\.lock|module\.bazel\.lock)$/i;
