import { kindFacts } from '../../core/kinds.ts';
import { openHookWorld } from '../hook/world.ts';
import { referenceFor } from '../hook/reference.ts';
import { createPositions } from '../scan/positions.ts';
import type { AgentTool } from './tool.ts';

export const findCredentials: AgentTool<{ readonly text: string; readonly path?: string }> = {
  name: 'find_credentials',
  title: 'Find credentials in a text',
  description:
    'Looks a text over for credentials before it is written, sent or committed: what each is, its line, and what code writes in its place. Give the path that the text is for, since it says which language it is. No value is given back.',
  input: {
    type: 'object',
    properties: {
      text: { type: 'string', maxLength: 10_000_000 },
      path: { type: 'string', maxLength: 4096, description: 'Where the text is to stand, relative to the project.' },
    },
    required: ['text'],
    additionalProperties: false,
  },
  readOnly: true,
  call({ text, path }, { io }) {
    const world = openHookWorld(
      { folder: io.cwd, paths: path === undefined ? [] : [path], minConfidence: 'medium' },
      io,
    );
    const findings = world.find(text, path);
    const positionAt = createPositions(text);
    return {
      findings: findings.map((finding) => {
        const reference = path === undefined ? undefined : referenceFor({ finding, text, path, in: 'file' });
        return {
          line: positionAt(finding.start).line,
          kind: finding.kind,
          title: kindFacts(finding.kind).title,
          confidence: finding.confidence,
          redacted: finding.redacted,
          ...(reference !== undefined && { write: reference }),
        };
      }),
    };
  },
};
