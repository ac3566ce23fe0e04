import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noPolicy, readPolicy } from '../../core/policy/organisation.ts';
import type { OrganisationPolicy } from '../../core/policy/organisation.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import { BrokerError } from '../protocol/faults.ts';

/** Where an administrator puts the organisation's policy: a place that a task of the user cannot write to. */
export function policyPath(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'valet-key', 'policy.json');
  if (platform === 'darwin') return '/Library/Application Support/valet-key/policy.json';
  return '/etc/valet-key/policy.json';
}

/** The policy, or none. One that is broken, or that others than an administrator could have written, grants nothing. */
export function readPolicyFile(path: string): OrganisationPolicy {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return noPolicy;
    throw new BrokerError({ code: 'policy', path }, { cause: error });
  }
  const policy = isAdministrators(path) ? parse(text) : undefined;
  if (!policy) throw new BrokerError({ code: 'policy', path });
  return policy;
}

function parse(text: string): OrganisationPolicy | undefined {
  try {
    return readPolicy(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isAdministrators(path: string): boolean {
  if (process.platform === 'win32') return true;
  const status = lstatSync(path);
  return status.isFile() && status.uid === 0 && (status.mode & 0o022) === 0;
}
