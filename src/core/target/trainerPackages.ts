import { say, type Sentence } from '../common/sentence.ts';
/** What the trainer needs, and since which version it has what the trainer uses (trainer/pyproject.toml). */
const trainerPackages: Readonly<Record<string, string>> = {
  torch: '2.11',
  transformers: '5.10',
  peft: '0.19',
  safetensors: '0.5',
};

/** Names of those that are there in a version too old, each with it. */
export const tooOld = (packages: Readonly<Record<string, string | null | undefined>>): Sentence[] =>
  Object.entries(trainerPackages).flatMap(([name, oldest]) => {
    const version = packages[name];
    return version && isOlder(version, oldest)
      ? [say('{0} {1} (needs {2} or newer)', name, version, oldest)]
      : [];
  });

/** By the first two numbers; what follows (`+cu126`, `.post1`) is a build of the same. */
function isOlder(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
