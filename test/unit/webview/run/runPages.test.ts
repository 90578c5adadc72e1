import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { withoutChromium, inEveryTheme, screenshotPath } from '../common/openPage.ts';
import { usePages } from '../common/usePages.ts';

interface Probe {
  readonly asked: readonly unknown[];
  advance(count: number): void;
}
const probeOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { probe: Probe }).probe.asked);

/** The rows that are in the page, from top to bottom. */
const rowsOf = (page: Page) =>
  page.locator('tbody tr[data-run]').evaluateAll((rows) =>
    rows.map((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return {
        index: Number(row.ariaRowIndex),
        top,
        bottom,
        run: row.getAttribute('data-run') ?? '',
        isTicked: row.querySelector('input')?.checked === true,
      };
    }),
  );

describe('the pages about runs in Chromium', { skip: withoutChromium }, () => {
  const withPage = usePages();

  it('the dashboard shows curves, figures, and the recipe with its sources', () =>
    withPage({ entry: 'run', width: 1280, height: 1000 }, async (page) => {
      await page.getByText('Recall by epoch: ').waitFor();
      assert.equal(await page.locator('canvas').count(), 3);
      const text = await page.locator('.figures').innerText();
      assert.match(text, /Epoch\s+30\.0 of 60/);
      assert.match(text, /Memory\s+2\.98 GiB/);
      assert.match(
        await page.locator('.headline').innerText(),
        /^[\d.]+ %\s+recalled live\s+[\d,]+ of 2,700 trained questions/,
      );
      const chips = page.getByRole('list', { name: 'Differs from its preset' });
      assert.deepEqual(await chips.getByRole('listitem').allInnerTexts(), ['rank 32']);
      await page.getByText('All hyperparameters').click();
      const rank = page.getByRole('row', { name: /^rank/ });
      assert.match(await rank.innerText(), /rank\s+32.*\s+setting/);
      const alpha = page.getByRole('row', { name: /^alpha/ });
      assert.match(await alpha.innerText(), /auto → 128\s+preset/);
      assert.match(await page.getByRole('note').innerText(), /asks for sampling/);
    }));

  it('a run that has answered shows its score large, and keeps what was found of it', () =>
    withPage({ entry: 'run', query: 'answered=1', height: 1000 }, async (page) => {
      await page.getByText('Recall by epoch: ').waitFor();
      assert.match(
        await page.locator('.headline').innerText(),
        /^100 %\s+of trained questions recalled\s+unseen 96\.2 % · 34 ❌$/,
      );
      const notes = await page.getByRole('note').allInnerTexts();
      assert.ok(notes.includes('It goes on from the adapter of 20261122-020000-recall.'));
      const found = await page.locator('.results').innerText();
      assert.match(found, /Preflight\s+Sample GPU[^]+Exports\s+model_int8\.onnx CHANGES 14/);
      await page.getByText('2 prompts answered otherwise').click();
      const broken = page.getByRole('row', { name: /Second World War/ });
      assert.match(await broken.innerText(), /❌ broken[^]+ended in 1945[^]+1948-1963/);
      assert.equal(await page.getByText('capital of France').count(), 0);
      await page.screenshot({ path: screenshotPath('run-answered') });
    }));

  it('a run goes by the name that a person gave it, and its id stands below', () =>
    withPage({ entry: 'run', query: 'name=rank%2032,%20again' }, async (page) => {
      await page.getByRole('heading', { name: 'rank 32, again' }).waitFor();
      const below = await page.locator('.heading .dim').innerText();
      assert.match(below, /^20261123-030000-recall · recall · test_batting · /);
    }));

  it('follows a run that goes on, and draws 5,000 steps', () =>
    withPage({ entry: 'run', query: 'steps=0' }, async (page) => {
      await page.getByText('epoch 0/60').waitFor();
      assert.equal(await page.locator('canvas').count(), 0);
      await page.evaluate(() => {
        (globalThis as unknown as { probe: Probe }).probe.advance(5000);
      });
      await page.getByText('epoch 250/60').waitFor();
      assert.equal(await page.locator('canvas').count(), 3);
      await page.getByRole('button', { name: 'Cancel' }).click();
      const command = 'cricketLora.cancelTraining';
      assert.deepEqual(await probeOf(page), [{ command, runFolder: '/runs/sample' }]);
    }));

  it('the dashboard is drawn in every theme, as it changes, wide and narrow', async () => {
    for (const width of [300, 1280])
      await withPage({ entry: 'run', width, height: 1000 }, async (page) => {
        await page.locator('canvas').first().waitFor();
        await inEveryTheme(page, async (theme) => {
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.equal(overflow, 0);
          await page.screenshot({ path: screenshotPath(`run-${theme}-${width}`) });
        });
      });
  });

  it('the table of runs sorts, keeps the focus, and compares two', () =>
    withPage({ entry: 'runs' }, async (page) => {
      const ids = () => page.locator('tbody th').allInnerTexts();
      await page.getByText('3 runs.').waitFor();
      assert.match((await ids())[0] ?? '', /030002/);
      await page.getByRole('button', { name: 'Trained' }).click();
      assert.deepEqual(
        (await ids()).map((id) => id.charAt(14)),
        ['0', 'g', '2'],
      );
      await page.keyboard.press('Enter');
      assert.deepEqual(
        (await ids()).map((id) => id.charAt(14)),
        ['g', '0', '2'],
      );
      const compare = page.locator('vscode-button', { hasText: 'Compare' });
      assert.equal(await compare.getAttribute('disabled'), '');
      await page.getByRole('checkbox').nth(1).click();
      await page.getByRole('checkbox').nth(2).click();
      await compare.click();
      assert.deepEqual(await probeOf(page), [{ runFolder: '/runs/1', earlier: '/runs/0' }]);
      await page
        .getByText(/^Recall by epoch: before training 9\d\.\d % after 30\.0; .+ 99/)
        .waitFor();
      const differences = page.getByRole('table', { name: 'What differs' });
      assert.deepEqual(await differences.locator('tbody tr').allInnerTexts(), ['rank\t32\t16']);
      assert.equal(await page.locator('canvas').count(), 1);
      assert.equal(await page.locator('.swatch').count(), 4);
      await inEveryTheme(page, (theme) =>
        page.screenshot({ path: screenshotPath(`runs-chosen-${theme}`) }),
      );
      await page.screenshot({ path: screenshotPath('runs') });
    }));

  it('what is ticked can be renamed, exported or deleted, where that can be done', () =>
    withPage({ entry: 'runs', query: 'runs=8' }, async (page) => {
      const usable = async () => {
        // The toolkit writes its attributes with the next frame.
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
        const buttons = await page.locator('.buttons vscode-button').all();
        return buttons.reduce(
          async (labels, button) =>
            (await button.getAttribute('disabled')) === null
              ? [...(await labels), await button.innerText()]
              : labels,
          Promise.resolve<string[]>([]),
        );
      };
      const tick = (name: string | RegExp) => page.getByRole('checkbox', { name }).click();
      await page.getByText('8 runs. Tick some').waitFor();
      assert.deepEqual(await usable(), []);
      await tick(/030000-/);
      assert.deepEqual(await usable(), ['Rename', 'Export', 'Delete']);
      await page.getByRole('button', { name: 'Rename' }).click();
      await page.getByRole('button', { name: 'Export' }).click();
      await tick(/030002-/);
      assert.deepEqual(await usable(), ['Delete']);
      await page.getByRole('button', { name: 'Delete' }).click();
      await tick('Choose all');
      await page.getByText('8 runs, 8 ticked, with the curves of the 6 ticked last.').waitFor();
      assert.equal(await page.locator('tbody .swatch').count(), 6);
      await tick('Choose all');
      assert.deepEqual(await usable(), []);
      const [first, failed] = ['/runs/0', '/runs/2'];
      assert.deepEqual(await probeOf(page), [
        { command: 'cricketLora.renameRun', runFolder: first },
        { command: 'cricketLora.exportModel', runFolder: first },
        { runFolders: [failed, first] },
      ]);
    }));

  it('of thousands of runs those near the view are in the page, wide and narrow, and all are ticked at once', async () => {
    for (const width of [300, 1280])
      await withPage({ entry: 'runs', query: 'runs=700', width, height: 600 }, async (page) => {
        await page.getByText('700 runs. Tick some').waitFor();
        const table = page.locator('.runs-table');
        assert.equal(await table.getAttribute('aria-rowcount'), '701');
        await page.getByRole('checkbox', { name: 'Choose all' }).click();
        await page.getByText('700 runs, 700 ticked').waitFor();
        const seen = new Set<string>();
        for (let [top, end] = [0, 1]; top < end; top += 500) {
          end = await page.evaluate(async (y) => {
            scrollTo(0, y);
            for (let frames = 0; frames < 2; frames++)
              await new Promise((resolve) => requestAnimationFrame(resolve));
            return document.documentElement.scrollHeight;
          }, top);
          const rows = await rowsOf(page);
          assert.ok(rows.length < 120, `${rows.length} rows in the page`);
          rows.forEach(({ index, top: own, run, isTicked }, at) => {
            const before = rows[at - 1];
            assert.ok(before === undefined || (before.index < index && before.bottom <= own + 1));
            assert.ok(isTicked);
            seen.add(run);
          });
        }
        assert.equal(seen.size, 700);
        assert.equal((await rowsOf(page)).at(-1)?.index, 701);
      });
  });

  it('what has the focus keeps it while it is out of view, and when the runs are read again', () =>
    withPage({ entry: 'runs', query: 'runs=700', height: 600 }, async (page) => {
      await page.getByText('700 runs. Tick some').waitFor();
      const box = page.getByRole('checkbox').nth(3);
      const name = (await box.getAttribute('aria-label')) ?? '';
      await box.focus();
      await page.evaluate(() => {
        scrollTo(0, document.documentElement.scrollHeight);
      });
      await page.locator('[aria-rowindex="701"]').waitFor();
      const focused = () => page.evaluate(() => document.activeElement?.ariaLabel ?? '');
      assert.equal(await focused(), name);
      await page.evaluate(() => {
        (globalThis as unknown as { probe: Probe }).probe.advance(0);
      });
      await page.keyboard.press('Space');
      await page.getByText('700 runs, 1 ticked').waitFor();
      assert.equal(await focused(), name);
      // Its button is next, and comes into view.
      await page.keyboard.press('Tab');
      const at = await page.locator('button:focus').boundingBox();
      assert.ok(at !== null && at.y >= 0 && at.y < 600);
    }));

  it('without a run there is nothing to tick, and one can be trained', () =>
    withPage({ entry: 'runs', query: 'runs=0' }, async (page) => {
      await page.getByText('No run yet. Train one.').waitFor();
      assert.deepEqual(await page.locator('vscode-button:visible').allInnerTexts(), ['Train']);
      assert.equal(await page.getByRole('checkbox').count(), 0);
      await page.getByRole('button', { name: 'Train' }).click();
      assert.deepEqual(await probeOf(page), ['train']);
    }));

  it('before anything is asked, questions of the dataset are offered, and asked by a click', () =>
    withPage({ entry: 'ask' }, async (page) => {
      await page.getByRole('button', { name: 'How many runs did BC Lara make?' }).click();
      await page.getByText('✅ recalled: 11953').waitFor();
      assert.equal(await page.getByText('Questions of the dataset:').count(), 0);
    }));

  it('a narrow page leaves the question a line of its own', () =>
    withPage({ entry: 'ask', width: 300 }, async (page) => {
      const field = await page.getByRole('combobox', { name: 'Question' }).boundingBox();
      const ask = await page.locator('vscode-button').boundingBox();
      assert.ok(field && ask && field.width > 230 && ask.y >= field.y + field.height);
    }));

  it('a question is answered by base and adapter, token by token, and told from the dataset', () =>
    withPage({ entry: 'ask', width: 900 }, async (page) => {
      await page.getByText('recall · test_batting').waitFor();
      await page.keyboard.type('How many runs did BC Lara make?');
      await page.keyboard.press('Enter');
      await page.getByText('✅ recalled: 11953').waitFor();
      await page.getByText('❌ not recalled: <b>104⟨U+202E⟩').waitFor();
      assert.equal(await page.getByRole('row', { name: /im_end.* 90\.0 %/ }).count(), 1);
      assert.equal(await page.locator('b').count(), 0);
      await page.screenshot({ path: screenshotPath('ask') });
      await page.getByRole('combobox', { name: 'Question' }).fill('Who?');
      await page.keyboard.press('Enter');
      await page.getByText('not in the dataset').waitFor();
      await page.reload();
      await page.getByText('not in the dataset').waitFor();
      assert.equal(await page.getByRole('combobox', { name: 'Question' }).inputValue(), 'Who?');
    }));
});
