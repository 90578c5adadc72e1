/**
 * Which files of the repository a bundled test can read while it runs: those that it names. A program
 * reaches a file by a path, and the first folder of that path stands somewhere in its code: in the
 * bundle, in a program that it starts, or in a file that it names. Naming too many costs time only.
 *
 * @param {string} bundle
 * @param {Map<string, string>} programs of dist/ and scripts/: code by file name
 * @returns {(path: string) => boolean} of paths from the repository's root, with /
 */
export function filesNamedIn(bundle, programs = new Map()) {
  // esbuild writes the path of each bundled file above it.
  const code = withPrograms(bundle.replace(/^\s*\/\/.*$/gm, ''), programs);
  const isNamed = once((name) => new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(code));
  // Bundling reads sources, which import one another.
  const isBundling = isNamed('esbuild');
  return (path) => {
    const [first, second] = path.split('/');
    if (first === 'dist') return isNamed(escape(second));
    if (isBundling && bundled.test(path)) return true;
    if (path.startsWith('test/fixtures/')) return isNamed('fixtures');
    // A test is also a match, and `test/unit` may be written as `'test', 'unit'`.
    if (first === 'test' || path.startsWith('trainer/tests/')) {
      return isNamed(`${first}["'\`, ]*[/"'\`]${second}`);
    }
    return isNamed(escape(second === undefined ? stem(first) : first));
  };
}

const bundled = /^(data|src|test\/fixtures|webview)\/|(^|\/)tsconfig[^/]*$/;

function withPrograms(code, programs) {
  const rest = new Map(programs);
  const named = [...programs].find(([name]) => code.includes(name));
  if (named === undefined) return code;
  const [name, program] = named;
  rest.delete(name);
  return withPrograms(`${code}\n${program}`, rest);
}

/** `package.nls` of `package.nls.hi.json`, since names may be put together. */
const stem = (file) => file.replace(/(?<=.)(\.\w{2})?\.\w+$/, '');

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function once(compute) {
  const known = new Map();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key);
  };
}
