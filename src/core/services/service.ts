/**
 * The fact sheet of a service: everything detection, naming, quick fix, call set, placeholder and rotation advice
 * need to know about one outside system. Sheets are data; adding a service is adding one declaration.
 */
export interface Service {
  /** Kebab-case, unique: `stripe`. */
  readonly id: string;
  /** As the vendor writes it: `Stripe`. */
  readonly title: string;
  /** The vendor's page about its credentials: the source of this sheet. */
  readonly docs: string;
  /** Host names a credential may be sent to (`*.` stands for any labels): the default call set. */
  readonly hosts: readonly string[];
  /** How a call carries the credential. */
  readonly send: Send;
  /** Environment variables the vendor's own SDK or CLI reads; the first is the default name of a reference. */
  readonly env: readonly string[];
  /** Client packages by ecosystem: the inventory of apps. */
  readonly packages: Packages;
  /** What a request can ask for, in the vendor's own scope words; the least powerful first. */
  readonly actions: readonly string[];
  /** The page that revokes and reissues credentials. */
  readonly rotate: string;
  readonly credentials: readonly CredentialKind[];
}

/** One shape of credential that a service issues. */
export interface CredentialKind {
  /** Kebab-case, unique over all services: `stripe-secret-key`. It is the diagnostic's code. */
  readonly id: string;
  /** With its article left out, as in "Stripe secret key". */
  readonly title: string;
  /** What a holder can do, one plain sentence for the hover. */
  readonly power: string;
  /** Every form the vendor issues, in the shape language of `shape.ts`. */
  readonly shapes: readonly string[];
  /**
   * For shapes without telling literal text of their own (32 hex digits): lower-case words, one of which the name
   * that the value is assigned to, or the text before it on its line, must contain. Separators (`_`, `-`, `.`) in the
   * text are ignored: `ddapikey` finds `DD_API_KEY`.
   */
  readonly near?: readonly string[];
  /** The offline proof that the vendor built into the credential. */
  readonly check?: Check;
  /** Absent for a secret. `publishable` is made to be shown to the public: reported only on request. */
  readonly role?: 'publishable';
  /** The environment variable for this kind where it is not the service's first. */
  readonly env?: string;
  /** What a team's own kind looks like, in place of shapes. */
  readonly rule?: Rule;
  /** Text that marks the vendor's own documented examples, which are no secrets. */
  readonly spare?: readonly string[];
}

/** A team's own pattern. Only where an anchor stands is it looked for, so that it costs other texts nothing. */
export interface Rule {
  /** Literal text as it is spelled, one of which each credential holds or follows on its line. */
  readonly anchors: readonly string[];
  /** A regular expression in RE2's syntax, which takes linear time; a group in it is the value, else the whole match. */
  readonly pattern: string;
}

/** Names of the offline proofs in `detect/checks/`. */
export type Check =
  | 'aws-account-base32'
  | 'base58'
  | 'base64-decodes'
  | 'github-crc32'
  | 'jwt'
  | 'json-base64'
  | 'macaroon'
  | 'minisign'
  | 'nkey'
  | 'npm-crc32'
  | 'private-key'
  | 'slack-ids'
  | 'telegram'
  | 'discord'
  | 'paseto'
  | 'bech32'
  | 'azure-annotated'
  | 'azure-storage'
  | 'cask'
  | 'gcp-service-account'
  | 'entropy';

export type Send =
  | { readonly mode: 'header'; readonly header: string; readonly format: string }
  | { readonly mode: 'basic'; readonly user?: string }
  | { readonly mode: 'query'; readonly parameter: string }
  /** Within a segment of the path, as in `/bot<token>/getMe`. */
  | { readonly mode: 'path' }
  | { readonly mode: 'sigv4' }
  | { readonly mode: 'connection-string' }
  | { readonly mode: 'file' };

export interface Packages {
  readonly npm?: readonly string[];
  readonly pypi?: readonly string[];
  readonly go?: readonly string[];
  readonly maven?: readonly string[];
  readonly nuget?: readonly string[];
  readonly gem?: readonly string[];
  readonly composer?: readonly string[];
  readonly cargo?: readonly string[];
}
