import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { RecallTestPage } from '../../core/evaluation/recallTestItem.ts';
import { datasetName } from '../dataset/findDatasets.ts';

/** Replaces the tree dataset → entity → question; returns its items by question id. */
export async function placeTests(
  controller: vscode.TestController,
  uri: vscode.Uri,
  pages: readonly RecallTestPage[],
): Promise<Map<string, vscode.TestItem>> {
  const dataset = controller.createTestItem(uri.toString(), datasetName(uri.fsPath), uri);
  const byEntity = new Map<string, vscode.TestItem[]>();
  const items = new Map<string, vscode.TestItem>();
  for (const { tests } of pages) {
    for (const { id, entity, asked, golden, line } of tests) {
      const item = controller.createTestItem(id, asked, uri);
      item.range = new vscode.Range(line, 0, line, 0);
      item.description = golden;
      item.sortText = String(line).padStart(9, '0');
      items.set(id, item);
      const siblings = byEntity.get(entity);
      if (siblings) siblings.push(item);
      else byEntity.set(entity, [item]);
    }
    // Yield to other work.
    await setImmediate();
  }
  for (const [entity, children] of byEntity) {
    const parent = controller.createTestItem(`${uri.toString()}#${entity}`, entity, uri);
    parent.children.replace(children);
    dataset.children.add(parent);
  }
  controller.items.delete(dataset.id);
  controller.items.add(dataset);
  return items;
}
