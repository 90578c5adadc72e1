/** A prompt of ssh. */
export interface SshPrompt {
  readonly kind: 'host-key' | 'passphrase' | 'password' | 'code' | 'other';
  /** ssh's own text. */
  readonly text: string;
  /** `SHA256:…`, for an unknown host key. */
  readonly fingerprint?: string;
  /** `ED25519`, for an unknown host key. */
  readonly keyType?: string;
  /** How often this was asked before in the same sign-in: the last answer was wrong. */
  readonly repeated: number;
}

/** Parses a prompt that ssh passes to its askpass program. */
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
