import { readFileSync } from 'node:fs';
import { systemCodeOf } from '../../disk/disk-fault.ts';

/** Settings of programs that take their roots from a file of settings alone, and from no variable. */

/** php.net/manual/en/openssl.configuration.php and curl.configuration.php: for its streams, and for curl within it. */
export function phpSettings(roots: string): string {
  return `openssl.cafile=${JSON.stringify(roots)}\ncurl.cainfo=${JSON.stringify(roots)}\n`;
}

/**
 * Wget with GnuTLS reads no variable for its roots (gnu.org/software/wget/manual: `ca_certificate`). The file that
 * `SYSTEM_WGETRC` names takes the place of the system's, so the system's is in it.
 */
export function wgetSettings(roots: string, system = '/etc/wgetrc'): string {
  return `${textOf(system)}\nca_certificate = ${roots}\n`;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) !== undefined) return '';
    throw error;
  }
}
