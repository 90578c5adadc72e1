import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Settings of every window that is driven, on top of the defaults. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'window.commandCenter': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.untrustedFiles': 'open',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'workbench.reduceMotion': 'on',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  // A view that comes late on a busy machine takes the focus from a picker.
  'workbench.quickOpen.closeOnFocusLost': false,
  // It lists all processes every few seconds.
  'remote.autoForwardPorts': false,
};

/**
 * Makes a profile of VS Code, a folder of settings and state.
 *
 * @param {string} folder that it is made in
 * @param {Record<string, unknown>} settings of its user, by name
 */
export function makeProfile(folder, settings) {
  const profile = join(folder, 'profile');
  // Machine-scoped settings belong in Machine when VS Code runs as a server, and in User otherwise.
  for (const scope of ['User', 'Machine']) {
    mkdirSync(join(profile, scope), { recursive: true });
    writeFileSync(
      join(profile, scope, 'settings.json'),
      JSON.stringify({ ...settings, ...quiet }, null, 2),
    );
  }
  return profile;
}
