import type { Check } from '../services/service.ts';
import { provesAwsAccount } from './checks/aws.ts';
import { provesAzureAnnotated, provesAzureStorage, provesCask } from './checks/azure.ts';
import { provesBase58 } from './checks/base58.ts';
import { provesBase64, provesJsonBase64 } from './checks/base64.ts';
import { provesBech32 } from './checks/bech32.ts';
import { provesGithubChecksum, provesNpmChecksum } from './checks/checksum.ts';
import { provesDiscordId } from './checks/discord.ts';
import { provesChance } from './checks/entropy.ts';
import { provesServiceAccount } from './checks/gcp.ts';
import { provesJwt } from './checks/jwt.ts';
import { provesMacaroon } from './checks/macaroon.ts';
import { provesMinisign } from './checks/minisign.ts';
import { provesNkey } from './checks/nkey.ts';
import { provesPaseto } from './checks/paseto.ts';
import { provesPrivateKey } from './checks/private-key.ts';
import { provesSlackIds } from './checks/slack.ts';
import { provesTelegramId } from './checks/telegram.ts';
import type { Proof } from './checks/proof.ts';

/** Looks for the proof that the vendor built into a value of the right shape. */
export function prove(check: Check, value: string): Proof {
  return proofs[check](value);
}

const proofs: Readonly<Record<Check, (value: string) => Proof>> = {
  'aws-account-base32': provesAwsAccount,
  'azure-annotated': provesAzureAnnotated,
  'azure-storage': provesAzureStorage,
  base58: provesBase58,
  'base64-decodes': provesBase64,
  bech32: provesBech32,
  cask: provesCask,
  discord: provesDiscordId,
  entropy: provesChance,
  'gcp-service-account': provesServiceAccount,
  'github-crc32': provesGithubChecksum,
  jwt: provesJwt,
  'json-base64': provesJsonBase64,
  macaroon: provesMacaroon,
  minisign: provesMinisign,
  nkey: provesNkey,
  'npm-crc32': provesNpmChecksum,
  paseto: provesPaseto,
  'private-key': provesPrivateKey,
  'slack-ids': provesSlackIds,
  telegram: provesTelegramId,
};
