import { RE2JS } from 're2js';
import type { CredentialKind, Rule, Service } from '../../services/service.ts';
import { lineEnd, lineStart } from '../boundary.ts';
import { isFiller } from '../filler.ts';
import { nameBefore } from '../name.ts';
import type { Candidate, Probe } from '../probe.ts';

/** The probes of the kinds that a team describes by patterns of its own. */
export function teamProbes(service: Service): readonly Probe[] {
  return service.credentials.flatMap((kind) => (kind.rule ? [ruleProbe(service, kind, kind.rule)] : []));
}

function ruleProbe(service: Service, kind: CredentialKind, rule: Rule): Probe {
  const pattern = RE2JS.compile(rule.pattern);
  return {
    anchors: [],
    spelled: rule.anchors,
    probe({ text }, at, length) {
      const from = lineStart(text, at, before);
      const line = text.slice(from, lineEnd(text, at + length, after));
      const range = valueIn(line, pattern, { at: at - from, length });
      if (!range) return undefined;
      const [start, end] = [from + range.start, from + range.end];
      const value = text.slice(start, end);
      const visible = rule.anchors.find((anchor) => value.startsWith(anchor))?.length ?? 0;
      if (isFiller(value.slice(visible))) return undefined;
      const name = nameBefore(text, start);
      return { start, end, kind: kind.id, service: service.id, ...found, visible, ...(name !== undefined && { name }) };
    },
  };
}

const found = { confidence: 'medium', evidence: { type: 'shape' }, rank: 2 } as const satisfies Partial<Candidate>;

/** How far on its line a credential may lie about its anchor, in characters. */
const before = 200;
const after = 600;
/** How far after the anchor that it follows a credential may begin. */
const reach = 160;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The value of the match that holds the anchor, or of the first one after it. */
function valueIn(
  line: string,
  pattern: RE2JS,
  { at, length }: { readonly at: number; readonly length: number },
): Range | undefined {
  const matcher = pattern.matcher(line);
  while (matcher.find()) {
    if (matcher.end() <= at || matcher.start() === matcher.end()) continue;
    if (matcher.start() > at + length + reach) return undefined;
    const group = pattern.groupCount() > 0 && matcher.start(1) >= 0 ? 1 : 0;
    const [start, end] = [matcher.start(group), matcher.end(group)];
    return start < end ? { start, end } : undefined;
  }
  return undefined;
}
