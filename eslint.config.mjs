import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The doors between the rooms (ARCHITECTURE.md): what each room may not import. */
const door = (files, room, closed) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: closed.map((regex) => ({ regex, message: `${room} has no door to this.` })) },
    ],
  },
});
const node = '^node:';
const vscode = '^vscode$';
const room = (name) => `^(\\.\\./)+(src/)?${name}/`;
const tests = '^(\\.\\./)+test/';

export default tseslint.config(
  {
    ignores: ['dist', 'out', 'node_modules', '.venv', '.vscode-test', '.cache', '**/.cricket-lora'],
  },
  eslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['test/**/*.ts'],
    // node:test's functions return promises that the runner itself awaits.
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
      },
    },
  },
  door(['src/core/**'], 'core', [
    node,
    vscode,
    room('host'),
    room('editor'),
    room('webview'),
    tests,
    '^onnxruntime',
  ]),
  door(['src/host/**'], 'host', [vscode, room('editor'), room('webview'), tests]),
  door(['src/editor/**'], 'editor', [room('webview'), tests]),
  door(['webview/**'], 'webview', [
    node,
    vscode,
    room('host'),
    room('editor'),
    tests,
    '^onnxruntime',
  ]),
  door(['src/cli/**'], 'cli', [vscode, room('editor'), room('webview'), tests]),
);
