import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// Whole: where a name of it is missing, as on older versions of Node, a bundle that asks for it does not even start.
import * as tls from 'node:tls';
import type { SecureContext } from 'node:tls';
import { systemCodeOf } from '../../disk/disk-fault.ts';
import { nodePreload, pythonPreload } from './preloads.ts';
import { phpSettings, wgetSettings } from './settings-files.ts';
import { bmp, context, integer, objectId, octets, sequence, set } from './der.ts';

/** Files that make programs trust the guard beside what they trust anyway. */
export interface Trust extends Disposable {
  readonly folder: string;
  /** The guard's certificate alone, for programs that add it to their own. */
  readonly own: string;
  /** Every root of this system and the guard's: for programs whose own store it takes the place of. */
  readonly all: string;
  /** The same for Java, PKCS #12 without a password. */
  readonly javaStore: string;
  /** What Node runs first. */
  readonly nodePreload: string;
  /** The folder in which Python finds what it runs first. */
  readonly pythonFolder: string;
  /** The folder in which PHP finds one more of its settings files. */
  readonly phpFolder: string;
  /** What wget reads in the place of the system's settings, which it holds too. */
  readonly wgetSettings: string;
}

export interface Beside {
  /** Files of roots that the person's own variables name. */
  readonly stores: readonly string[];
  /** The `name:port` that the task may call; `*.` in front of a name stands for any labels. */
  readonly places: readonly string[];
  /** The file that the person's own variable names as the system's settings of wget. */
  readonly wgetSettings?: string | undefined;
}

/** Written for one run, into a folder of its own; removed with it. They hold certificates and no key. */
export function writeTrust(certificate: string, { stores, places, wgetSettings: own }: Beside): Trust {
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-run-'));
  const files = {
    own: join(folder, 'guard.pem'),
    all: join(folder, 'roots.pem'),
    javaStore: join(folder, 'roots.p12'),
    nodePreload: join(folder, 'preload.cjs'),
    pythonFolder: join(folder, 'python'),
    phpFolder: join(folder, 'php'),
    wgetSettings: join(folder, 'wgetrc'),
  };
  const all = [...new Set([...systemRoots(), ...stores.flatMap(rootsIn)]), certificate];
  writeFileSync(files.own, certificate);
  writeFileSync(files.all, all.map((one) => `${one.trim()}\n`).join(''));
  writeFileSync(files.javaStore, trustStore(all));
  writeFileSync(files.nodePreload, nodePreload(places));
  mkdirSync(files.pythonFolder);
  writeFileSync(join(files.pythonFolder, 'sitecustomize.py'), pythonPreload);
  mkdirSync(files.phpFolder);
  writeFileSync(join(files.phpFolder, 'valet-key.ini'), phpSettings(files.all));
  writeFileSync(files.wgetSettings, wgetSettings(files.all, own));
  return { folder, ...files, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * What the guard itself trusts: the system's roots, Node's, those that `NODE_EXTRA_CA_CERTS` adds, and `others` as the
 * task would without the guard.
 */
export function trustedRoots(others: readonly string[] = []): SecureContext {
  return tls.createSecureContext({ ca: [...new Set([...systemRoots(), ...others.flatMap(rootsIn)])] });
}

function systemRoots(): string[] {
  // Node before 22.15 does not know those of the system.
  const known = typeof tls.getCACertificates === 'function';
  return known
    ? [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])]
    : [...tls.rootCertificates];
}

function rootsIn(path: string): readonly string[] {
  try {
    const text = readFileSync(path, 'utf8');
    return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).filter(isCertificate);
  } catch (error) {
    // A variable that names no file adds nothing; the tool itself would have said so.
    if (systemCodeOf(error) !== undefined) return [];
    throw error;
  }
}

/** What a person's own file holds beside certificates must not spoil the stores that it goes into. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** RFC 7292: certificates in the open, each marked as trusted in the way that Java reads. */
function trustStore(certificates: readonly string[]): Buffer {
  const bags = certificates.map((pem, index) =>
    sequence(
      certificateBag,
      context(0, 'wraps', sequence(x509, context(0, 'wraps', octets(derOf(pem))))),
      set(sequence(friendlyName, set(bmp(`root-${index}`))), trustedForAll),
    ),
  );
  const safe = sequence(sequence(dataId, context(0, 'wraps', octets(sequence(...bags)))));
  return sequence(integer(Buffer.from([3])), sequence(dataId, context(0, 'wraps', octets(safe))));
}

/** RFC 7468. To have each parsed as well would take longer than everything else that a run begins with. */
function derOf(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----[^-]+-----|\s+/g, ''), 'base64');
}

const dataId = objectId('1.2.840.113549.1.7.1');
const certificateBag = objectId('1.2.840.113549.1.12.10.1.3');
const x509 = objectId('1.2.840.113549.1.9.22.1');
const friendlyName = objectId('1.2.840.113549.1.9.20');
const trustedForAll = sequence(objectId('2.16.840.1.113894.746875.1.1'), set(objectId('2.5.29.37.0')));
