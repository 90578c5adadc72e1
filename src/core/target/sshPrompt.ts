/** What ssh asks a person for. */
export interface SshPrompt {
  readonly kind: 'host-key' | 'passphrase' | 'password' | 'code' | 'other';
  /** ssh's own words. */
  readonly text: string;
  /** Of an unknown host key: `SHA256:…`. */
  readonly fingerprint?: string;
  /** Of an unknown host key: `ED25519`. */
  readonly keyType?: string;
  /** How often the same has been asked before in this sign-in: then the last answer was wrong. */
  readonly repeated: number;
}

/** Reads a question that ssh puts to its askpass program. */
export function readSshPrompt(text: string, repeated = 0): SshPrompt {
  if (/\(yes\/no/i.test(text)) {
    const [, keyType, fingerprint] =
      /(\S+) key fingerprint is:?\s+(SHA256:\S+?|MD5:\S+?)\.?\s/i.exec(`${text} `) ?? [];
    return {
      kind: 'host-key',
      text,
      repeated,
      ...(fingerprint !== undefined && { fingerprint }),
      ...(keyType !== undefined && { keyType }),
    };
  }
  return { kind: kindOf(text), text, repeated };
}

function kindOf(text: string): SshPrompt['kind'] {
  if (/passphrase/i.test(text)) return 'passphrase';
  if (/one.?time|otp|verification|authenticator|passcode|token|\bcode\b/i.test(text)) return 'code';
  if (/password/i.test(text)) return 'password';
  return 'other';
}
