import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** True when the local Hugging Face cache holds a base's weights, so that nothing is downloaded. */
export async function isInHubCache(
  base: string,
  environment: Environment = process.env,
): Promise<boolean> {
  const folder = join(hubCache(environment), `models--${base.replaceAll('/', '--')}`, 'snapshots');
  try {
    const files = await readdir(folder, { recursive: true });
    return files.some((file) => file.endsWith('.safetensors'));
  } catch {
    return false;
  }
}

/** The cache folder of huggingface_hub, by its environment variables. */
export function hubCache({ HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME }: Environment): string {
  return (
    HF_HUB_CACHE ??
    join(HF_HOME ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface'), 'hub')
  );
}

/** True when the hub responds at all, even with an error. Times out after 4 s. */
export async function isHubReachable(
  base: string,
  { signal, environment = process.env }: { signal?: AbortSignal; environment?: Environment } = {},
): Promise<boolean> {
  const hub = environment.HF_ENDPOINT ?? 'https://huggingface.co';
  const timeout = AbortSignal.timeout(4000);
  try {
    await fetch(`${hub}/${base}/resolve/main/config.json`, {
      method: 'HEAD',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return true;
  } catch {
    return false;
  }
}
