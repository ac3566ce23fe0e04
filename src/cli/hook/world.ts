import { randomInt } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, isAbsolute, resolve } from 'node:path';
import { isDotenvSource } from '../../core/detect/dotenv.ts';
import type { Confidence } from '../../core/detect/finding.ts';
import type { HookWorld } from '../../core/agents/leaks.ts';
import { mayRead, readSetOf } from '../../core/policy/read-set.ts';
import type { CliIo } from '../io.ts';
import { baselinePath, loadBaseline } from '../scan/baseline-file.ts';
import { repositoryOf } from '../scan/ignored.ts';
import { createJudge } from '../scan/judge.ts';
import { dotenvAbove, dotenvEntries, environmentEntries } from '../scan/known-values.ts';
import { machineKey } from '../scan/machine-key.ts';
import { placeFrom } from '../scan/place.ts';
import { loadTeamRules } from '../scan/team-rules.ts';
import { readTextFile } from '../scan/text-file.ts';

export interface HookGround {
  /** Where the agent works: what its relative paths are relative to. */
  readonly folder: string;
  /** Files that the event names. */
  readonly paths: readonly string[];
  readonly minConfidence: Confidence;
}

export interface OpenHookWorld extends HookWorld {
  /** A file as people name it: from where the agent works, or as it was named where it lies elsewhere. */
  nameOf(path: string): string;
  /** Whether a file is one that no task reads, whatever a manifest says. */
  isClosed(path: string): boolean;
}

/** What `valet-key scan` knows, for the few texts of one event. */
export function openHookWorld({ folder, paths, minConfidence }: HookGround, io: CliIo): OpenHookWorld {
  const complain = (text: string) => io.stderr.write(`valet-key hook: ${text}\n`);
  const absolute = (path: string) => resolve(folder, path.replace(/^~(?=\/|$)/, homedir()));
  const placeOf = placeFrom(folder);
  const folders = [folder, ...paths.map((path) => dirname(absolute(path)))];
  const { path, isThere } = baselinePath(undefined, folder);
  const judge = createJudge({
    minConfidence,
    publishable: false,
    fingerprintKey: machineKey(io),
    hashKey: randomInt(2 ** 32),
    known: [
      ...environmentEntries(io.env),
      ...dotenvEntries(dotenvAbove(folders, repositoryOf(folder) ?? folder, placeOf)),
    ],
    team: loadTeamRules(undefined, folder, complain),
    ...(isThere && { baseline: loadBaseline(path) }),
  });
  const { deny } = readSetOf({ version: 1, requests: {} }, { uses: [] }, { folder, home: homedir() });
  return {
    find(text, named = 'words') {
      const place = placeOf(absolute(named));
      const findings = judge.findings(place, text);
      const accepted = findings.length === 0 ? undefined : judge.accepted(place, text, findings);
      return findings.filter((finding) => !accepted?.has(finding));
    },
    textOf(named) {
      const reading = readTextFile(absolute(named), mostBytes);
      return 'text' in reading ? reading.text : undefined;
    },
    nameOf(named) {
      const { path: name } = placeOf(absolute(named));
      return isAbsolute(name) ? named : name;
    },
    isClosed(named) {
      const whole = absolute(named);
      // `.env.example` tells which variables there are: an agent shall read it.
      if (/(?:^|[/\\])\.env[^/\\]*$/.test(whole)) return isDotenvSource(whole);
      return !mayRead({ files: ['/'], deny, write: [], env: undefined, requests: [] }, whole);
    },
  };
}

const mostBytes = 10 * 1024 ** 2;
