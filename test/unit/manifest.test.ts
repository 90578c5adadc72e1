import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  hyperparameters,
  presets,
  targetModules,
  type Hyperparameter,
  type HyperparameterName,
} from '../../src/core/recipe.ts';
import { knownStatistics } from '../../src/core/statistics.ts';

interface Setting {
  readonly [key: string]: unknown;
  readonly default: unknown;
  readonly scope: string;
  readonly markdownDescription: string;
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly media: Media }[];
    }[];
  };
}
interface Media {
  readonly svg?: string;
  readonly markdown?: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const settings = Object.assign(
  {},
  ...manifest.contributes.configuration.map((section) => section.properties),
) as Readonly<Record<string, Setting>>;
const names = Object.keys(hyperparameters) as HyperparameterName[];

/** The part of a setting's schema that follows from the hyperparameter. */
function schemaOf(hyperparameter: Hyperparameter): Record<string, unknown> {
  switch (hyperparameter.kind) {
    case 'integer':
    case 'number': {
      const { kind, minimum, maximum, auto } = hyperparameter;
      return auto
        ? { type: [kind, 'string', 'null'], minimum, maximum, pattern: '^auto$' }
        : { type: [kind, 'null'], minimum, maximum };
    }
    case 'choice':
      return { type: ['string', 'null'], enum: [...hyperparameter.choices, null] };
    case 'boolean':
      return { type: ['boolean', 'null'] };
    case 'modules':
      return { type: ['array', 'null'], items: { type: 'string', enum: [...targetModules] } };
  }
}

/** A preset's value as a description writes it. */
function word(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === targetModules.length ? 'all' : value.join(', ');
  }
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}

describe('every hyperparameter is a setting', () => {
  test('no more and no fewer', () => {
    const prefix = 'cricketLora.recipe.';
    const found = Object.keys(settings)
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
    assert.deepEqual(new Set(found), new Set(['preset', ...names]));
  });
  for (const name of names) {
    test(name, () => {
      const setting = settings[`cricketLora.recipe.${name}`];
      assert.ok(setting);
      const { unit, reason, ...rest } = hyperparameters[name];
      for (const [key, value] of Object.entries(schemaOf(hyperparameters[name]))) {
        assert.deepEqual(setting[key], value, key);
      }
      assert.equal(setting.default, null, 'unset follows the preset');
      assert.ok(setting.markdownDescription.startsWith(reason), reason);
      if (rest.kind === 'integer' || rest.kind === 'number') {
        const range = `From ${rest.minimum} to ${rest.maximum}${unit && ` ${unit}`}.`;
        assert.ok(setting.markdownDescription.includes(range), range);
      }
      for (const preset of Object.values(presets)) {
        const text = `${preset.preset} \`${word(preset[name])}\``;
        assert.ok(setting.markdownDescription.includes(text), text);
      }
    });
  }
  test('the preset is one of the presets', () => {
    assert.deepEqual(settings['cricketLora.recipe.preset']?.enum, Object.keys(presets));
    assert.equal(settings['cricketLora.recipe.preset'].default, 'recall');
  });
});

test('the known statistics are named', () => {
  const setting = settings['cricketLora.dataset.statistics'];
  const ids = knownStatistics.map(({ id }) => id);
  const { anyOf } = setting?.items as { anyOf: [{ enum: string[] }] };
  assert.deepEqual(anyOf[0].enum, ids);
  for (const id of ids) assert.ok(setting?.markdownDescription.includes(`\`${id}\``), id);
});

test('what chooses a program is restricted in untrusted workspaces', () => {
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [
    'cricketLora.base',
    'cricketLora.python',
    'cricketLora.target',
  ]);
  assert.equal(settings['cricketLora.python']?.scope, 'machine');
  assert.equal(settings['cricketLora.target']?.scope, 'machine');
});

describe('nothing points into the void', () => {
  const commands = new Set(manifest.contributes.commands.map(({ command }) => command));
  test('menus name commands that exist', () => {
    for (const { command } of Object.values(manifest.contributes.menus).flat()) {
      assert.ok(commands.has(command), command);
    }
  });
  test('commands share one category', () => {
    for (const { category } of manifest.contributes.commands) {
      assert.equal(category, 'Cricket LoRA');
    }
  });
  test('links of welcome texts and walkthrough are our commands or VS Code’s', () => {
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
  test('welcome texts belong to views that exist', () => {
    const views = new Set(
      Object.values(manifest.contributes.views).flatMap((of) => of.map((v) => v.id)),
    );
    for (const { view } of manifest.contributes.viewsWelcome) assert.ok(views.has(view), view);
  });
  test('pictures and pages exist', () => {
    const { viewsContainers, walkthroughs } = manifest.contributes;
    const media = walkthroughs.flatMap(({ steps }) => steps.map((step) => step.media));
    const files = [
      ...viewsContainers.activitybar.map(({ icon }) => icon),
      ...media.map(({ svg, markdown }) => svg ?? markdown ?? 'no media'),
    ];
    for (const file of files) assert.ok(existsSync(file), file);
  });
});
