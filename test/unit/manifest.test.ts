import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { hyperparameters, presets } from '../../src/core/recipe/recipe.ts';
import { liveBoards } from '../../src/core/run/boardsSchema.ts';
import { tableGlob } from '../../src/core/table/tableFiles.ts';
import { usualSkewLimit } from '../../src/core/evaluation/verdict.ts';
import { menuWords } from '../../src/editor/run/run.ts';
import { runContexts } from '../../src/editor/run/runContexts.ts';
import { runOf } from './editor/run/runOf.ts';
import { settingsByCode } from './manifestSettings.ts';
import { englishTexts, keyIn, rawManifest, withTexts } from './manifestTexts.ts';

interface Setting {
  readonly [key: string]: unknown;
  readonly default: unknown;
  readonly scope: string;
  readonly markdownDescription: string;
  readonly items?: { readonly enum?: readonly string[] };
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly when?: string }[]>
    >;
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: Media;
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}
interface Media {
  readonly svg?: string;
  readonly markdown?: string;
}

const manifest = withTexts(rawManifest) as Manifest;
const settings = Object.assign(
  {},
  ...manifest.contributes.configuration.map((section) => section.properties),
) as Readonly<Record<string, Setting>>;

// Changed the code on purpose? `UPDATE_MANIFEST=1` updates package.json and its texts; then run prettier.
if (process.env.UPDATE_MANIFEST) {
  const texts = { ...englishTexts };
  const written = (rawManifest as Manifest).contributes.configuration;
  for (const { properties } of written) {
    for (const [id, setting] of Object.entries(properties)) {
      Object.assign(setting, keepingKeys(settingsByCode[id] ?? {}, setting, texts));
    }
  }
  writeFileSync('package.json', JSON.stringify(rawManifest, null, 2));
  writeFileSync('package.nls.json', JSON.stringify(texts, null, 2));
}

/** A value of the code with the keys that stand for its texts; what they stand for goes into `texts`. */
function keepingKeys(value: unknown, written: unknown, texts: Record<string, string>): unknown {
  const key = keyIn(written);
  if (key !== undefined && typeof value === 'string') {
    texts[key] = value;
    return written;
  }
  if (Array.isArray(value)) {
    return value.map((one, index) => keepingKeys(one, (written as unknown[])[index], texts));
  }
  if (typeof value !== 'object' || value === null) return value;
  const before = (written ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, keepingKeys(one, before[name], texts)]),
  );
}

describe('settings in package.json match the code', () => {
  for (const [id, setting] of Object.entries(settingsByCode)) {
    test(id, () => {
      assert.deepEqual(settings[id], setting);
    });
  }
  test('every recipe setting is a hyperparameter', () => {
    const prefix = 'cricketLora.recipe.';
    const found = Object.keys(settings)
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
    assert.deepEqual(new Set(found), new Set(['preset', ...Object.keys(hyperparameters)]));
  });
  test('the preset setting lists the presets', () => {
    assert.deepEqual(settings['cricketLora.recipe.preset']?.enum, Object.keys(presets));
    assert.equal(settings['cricketLora.recipe.preset'].default, 'recall');
  });
});

test('the default skew limit is the same in settings and code', () => {
  assert.equal(settings['cricketLora.evaluation.skewLimit']?.default, usualSkewLimit);
});

test('settings that choose a program or a file are restricted in untrusted workspaces', () => {
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [
    'cricketLora.base',
    'cricketLora.python',
    'cricketLora.target',
    'cricketLora.targets',
    'cricketLora.boards',
    'cricketLora.dataset.phrasings',
    'cricketLora.dataset.domain',
  ]);
  assert.equal(settings['cricketLora.python']?.scope, 'machine');
  assert.equal(settings['cricketLora.target']?.scope, 'machine');
  assert.equal(settings['cricketLora.boards']?.scope, 'machine');
});

test('the setting of boards lists those to which a run can be taken', () => {
  assert.deepEqual(settings['cricketLora.boards']?.items?.enum, liveBoards);
});

describe('the extension is activated by what it is about', () => {
  const events = manifest.activationEvents;
  test('no window without our files loads it', () => {
    assert.deepEqual(
      events.filter((event) => !event.startsWith('onWebviewPanel:')),
      [
        'workspaceContains:.cricket-lora',
        `workspaceContains:${tableGlob}`,
        'workspaceContains:**/*.dataset/questions.jsonl',
      ],
    );
  });
  test('each of its pages comes back after a reload', () => {
    const sources = readdirSync('src/editor', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(`src/editor/${file}`, 'utf8'));
    const pages = sources
      .flatMap((source) => [...source.matchAll(/viewType: '(cricketLora\.\w+)'/g)])
      .map(([, viewType = '']) => `onWebviewPanel:${viewType}`);
    assert.ok(pages.length > 4);
    assert.deepEqual(events.filter((event) => event.startsWith('onWebview')).sort(), pages.sort());
  });
});

describe('package.json references only what exists', () => {
  const commands = new Set(manifest.contributes.commands.map(({ command }) => command));
  test('menus use existing commands', () => {
    for (const { command } of Object.values(manifest.contributes.menus).flat()) {
      assert.ok(commands.has(command), command);
    }
  });
  test('typing Train finds no other command, of which Enter would take one instead', () => {
    const found = manifest.contributes.commands
      .filter(({ title }) => /train/i.test(title))
      .map(({ title }) => title);
    assert.deepEqual(found, ['Train']);
  });
  test('commands are offered by context keys that the code sets', () => {
    const known = new Set([...Object.keys(runContexts([])), 'hasOllama']);
    assert.match(readFileSync('src/editor/workspaceContexts.ts', 'utf8'), /\bhasOllama:/);
    const clauses = manifest.contributes.commands.map(({ enablement = '' }) => enablement);
    const used = [
      ...clauses.join(' ').matchAll(/(?<!config\.|CustomEditorId [!=]= )cricketLora\.(\w+)/g),
    ];
    assert.ok(used.length > 10);
    for (const [, key = ''] of used) assert.ok(known.has(key), key);
  });
  test('steps of the walkthrough are done when what they are about is there', () => {
    const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.deepEqual(
      steps.map(({ completionEvents }) => completionEvents.join()),
      ['hasTable', 'hasDataset', 'isTrainerReady', 'hasTrained', 'hasSeenEvaluation'].map(
        (key) => `onContext:cricketLora.${key}`,
      ),
    );
    const code = ['workspaceContexts.ts', 'target/choosePython.ts', 'evaluation/showEvaluation.ts']
      .map((file) => readFileSync(`src/editor/${file}`, 'utf8'))
      .join('');
    for (const key of ['hasTable', 'hasDataset', 'isTrainerReady', 'hasSeenEvaluation'])
      assert.match(code, new RegExp(`\\b${key}\\b`));
    assert.ok('hasTrained' in runContexts([]));
  });
  test('the menus of a run ask for words that a run can have', () => {
    const run = runOf({}, { status: 'finished' });
    const known = new Set([run, runOf(), { ...run, isOwn: false }].flatMap(menuWords));
    for (const word of ['adapter', 'resumable']) known.add(word);
    const clauses = (manifest.contributes.menus['view/item/context'] ?? [])
      .map(({ when = '' }) => when)
      .filter((when) => when.includes('viewItem =~') && when.includes('cricketLora.tables'));
    assert.ok(clauses.length > 20);
    for (const clause of clauses)
      assert.ok(known.has(/\\b(\w+)\\b/.exec(clause)?.[1] ?? ''), clause);
  });
  test('menus of views ask for views that exist', () => {
    const views = new Set(
      Object.values(manifest.contributes.views).flatMap((of) => of.map(({ id }) => id)),
    );
    const { menus } = manifest.contributes;
    const whens = [...(menus['view/title'] ?? []), ...(menus['view/item/context'] ?? [])];
    for (const { when = '' } of whens)
      assert.ok(views.has(/view == ([\w.]+)/.exec(when)?.[1] ?? ''), when);
  });
  test('all commands share one category', () => {
    for (const { category } of manifest.contributes.commands) {
      assert.equal(category, 'Cricket LoRA');
    }
  });
  test('links in welcome views and the walkthrough are our commands or VS Code’s', () => {
    const texts = [
      ...manifest.contributes.viewsWelcome.map(({ contents }) => contents),
      ...manifest.contributes.walkthroughs.flatMap(({ steps }) =>
        steps.map(({ description }) => description),
      ),
    ];
    for (const [, command] of texts.join('\n').matchAll(/\(command:([\w.]+)/g)) {
      assert.ok(command && (!command.startsWith('cricketLora.') || commands.has(command)), command);
    }
  });
  test('welcome texts belong to existing views', () => {
    const views = new Set(
      Object.values(manifest.contributes.views).flatMap((of) => of.map((v) => v.id)),
    );
    for (const { view } of manifest.contributes.viewsWelcome) assert.ok(views.has(view), view);
  });
  test('referenced images and pages exist', () => {
    const { viewsContainers, walkthroughs } = manifest.contributes;
    const media = walkthroughs.flatMap(({ steps }) => steps.map((step) => step.media));
    const files = [
      ...viewsContainers.activitybar.map(({ icon }) => icon),
      ...media.map(({ svg, markdown }) => svg ?? markdown ?? 'no media'),
    ];
    for (const file of files) assert.ok(existsSync(file), file);
  });
});
