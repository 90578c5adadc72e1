import { say } from '../../core/common/sentence.ts';
import { basename, isAbsolute, join } from 'node:path';
import type { DatasetSettings } from '../../core/dataset/datasetSettings.ts';
import { type Domain, parseDomain } from '../../core/reading/domain.ts';
import { parseJson } from '../../core/common/parseJson.ts';
import { UserError } from '../../core/common/userError.ts';
import type { GenerateRequest } from './generateDataset.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { readRegular } from '../files/openRegular.ts';

/** Bytes of a file of phrasings or of a domain: the bundled ones have some 20,000. */
const mostPhrasings = 16 << 20;

interface Where {
  readonly tablePath: string;
  /** What a file of phrasings is relative to. */
  readonly folder: string;
  /** What messages call the choice of phrasings. */
  readonly phrasingsName?: string;
}

/**
 * What settings or the terminal's options say about turning a table into questions.
 *
 * @throws UserError when they name a file of phrasings that cannot be read.
 */
export async function datasetRequestOf(
  settings: DatasetSettings,
  { tablePath, folder, phrasingsName = 'cricketLora.dataset.phrasings' }: Where,
): Promise<GenerateRequest> {
  const { entityColumn, tellApart, rows, encoding, delimiter, phrasings, ...others } = settings;
  const { key, domain, format, headerLine, missing, columns, ...options } = others;
  const ownFile = domain?.endsWith('.json') ? domain : undefined;
  return {
    tablePath,
    phrasingsPath: join(extensionFolder(), 'data', 'phrasings.json'),
    ownPhrasings: await ownPhrasings(phrasings, { folder, name: phrasingsName }),
    table: {
      key,
      domain: ownFile !== undefined || domain === '' || domain === 'auto' ? undefined : domain,
      ownDomain: ownFile === undefined ? undefined : await ownDomain(ownFile, folder),
      format: format === '' ? undefined : format,
      headerLine,
      missing,
      columns,
      entityColumn: entityColumn?.trim() === '' ? undefined : entityColumn,
      tellApart,
      filter: rows?.filter,
      encoding,
      delimiter,
    },
    options: { ...options, top: rows?.top },
  };
}

async function ownDomain(setting: string, folder: string): Promise<Domain> {
  const path = isAbsolute(setting) ? setting : join(folder, setting);
  let text: string;
  try {
    text = await readRegular(path, { most: mostPhrasings });
  } catch {
    throw new UserError(
      say('{0}, which cricketLora.dataset.domain names, cannot be read.', path),
      'open settings',
    );
  }
  return parseDomain(text, basename(path));
}

async function ownPhrasings(
  setting: string | object | undefined,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<GenerateRequest['ownPhrasings']> {
  if (setting === undefined || setting === '') return undefined;
  if (typeof setting !== 'string') return { name, content: setting };
  const path = isAbsolute(setting) ? setting : join(folder, setting);
  let text: string;
  try {
    text = await readRegular(path, { most: mostPhrasings });
  } catch {
    throw new UserError(say('{0}, which {1} names, cannot be read.', path, name), 'open settings');
  }
  return { name: basename(path), content: parseJson(text, basename(path)) };
}
