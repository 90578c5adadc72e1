/** Of bytes that are no UTF-8: the older encoding that they are likeliest to be. */
export function legacyEncodingOf(bytes: Uint8Array): 'windows-1252' | 'euc-kr' | 'gb18030' {
  // Letters with accents stand alone among plain ones; Korean and Chinese come in pairs and in rows.
  const { alone, runs } = highRuns(bytes);
  if (alone * 2 > runs) return 'windows-1252';
  const korean = shareOf(bytes, 'euc-kr', /[\uac00-\ud7a3]/);
  const chinese = shareOf(bytes, 'gb18030', /[\u4e00-\u9fff]/);
  // Chinese text read as Korean is syllables only in part; Korean read as Chinese is ideographs throughout.
  if (korean > 0.8) return 'euc-kr';
  if (chinese > 0.6) return 'gb18030';
  return korean > chinese && korean > 0.5 ? 'euc-kr' : 'windows-1252';
}

/** Runs of bytes above 127, and how many of them are a single one. */
function highRuns(bytes: Uint8Array): { alone: number; runs: number } {
  let alone = 0;
  let runs = 0;
  let length = 0;
  const close = () => {
    if (length > 0) runs++;
    if (length === 1) alone++;
    length = 0;
  };
  for (const byte of bytes) {
    if (byte > 0x7f) length++;
    else close();
  }
  close();
  return { alone, runs };
}

/** Of the characters beyond ASCII, the share that are letters of a script; 0 where bytes make none. */
function shareOf(bytes: Uint8Array, encoding: string, letter: RegExp): number {
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return 0;
  }
  const beyond = Array.from(text).filter((character) => character > '\u007f');
  return beyond.filter((character) => letter.test(character)).length / beyond.length;
}
