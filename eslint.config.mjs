import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Packages that a room may not import. What folders may import of each other: scripts/house.mjs. */
const without = (files, packages) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: packages.map((regex) => ({ regex, message: 'This room does without it.' })),
      },
    ],
  },
});
const node = '^node:';
const vscode = '^vscode$';
const onnx = '^onnxruntime';

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
  {
    files: ['src/editor/**'],
    ignores: ['src/editor/common/say.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'MemberExpression[object.object.name="vscode"][object.property.name="window"][property.name=/^(show(Information|Warning|Error)Message|showInputBox|withProgress)$/]',
          message: 'Text in it may be a link that runs a command: use say.ts.',
        },
        {
          selector: 'AssignmentExpression[left.property.name="isTrusted"]',
          message: 'Markdown of ours runs no commands.',
        },
      ],
    },
  },
  {
    files: ['src/host/**', 'src/editor/**', 'src/cli/**'],
    // The system's own files, and those that came with the extension.
    ignores: [
      'src/host/process/**',
      'src/host/shell/callHost.ts',
      'src/host/export/exportOnHost.ts',
      'src/host/python/setUpTrainer.ts',
      'src/host/python/installPackages.ts',
      'src/editor/target/setUpTarget.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'ImportDeclaration[source.value=/^node:fs/] ImportSpecifier[imported.name=/^(createReadStream|readFile|readFileSync|openSync)$/]',
          message: 'A device or a link under its name would block or mislead: use openRegular.ts.',
        },
      ],
    },
  },
  without(['src/core/**', 'webview/**'], [node, vscode, onnx]),
  without(['src/host/**', 'src/cli/**'], [vscode]),
);
