import type { Image } from '../../driver/model/image';
import type { FormValues } from '../ui/schemaFields';

/** Settings that fit a kind of image, offered and never applied by themselves. */
export interface Preset {
  /** What the image looks like: `Jupyter`. */
  looksLike: string;
  /** What the settings do, in a sentence. */
  why: string;
  /** By field path. */
  values: Record<string, string | boolean>;
}

const JUPYTER_PORT = 8888;
const RSTUDIO_PORT = 8787;

/** The settings for an image that looks like a server we know, by the port it exposes. */
export function presetFor(image: Image): Preset | undefined {
  if (image.exposedPorts.includes(JUPYTER_PORT)) {
    return {
      looksLike: 'Jupyter',
      why: 'Jupyter serves its pages under the path of the instance and lets the user in by its token, so that nobody has to type it.',
      values: {
        internal_port: String(JUPYTER_PORT),
        launch_command: jupyterCommand(image),
        'proxy_options.set_host_header': true,
        'proxy_options.bypass_token_authentication': true,
        'proxy_options.proxy_rewrite': false,
        'proxy_options.proxy_redirect': false,
      },
    };
  }
  if (image.exposedPorts.includes(RSTUDIO_PORT)) {
    return {
      looksLike: 'RStudio',
      why: 'RStudio knows nothing of the path of an instance: it is taken off requests and put into redirects.',
      values: {
        internal_port: String(RSTUDIO_PORT),
        'proxy_options.proxy_rewrite': true,
        'proxy_options.proxy_redirect': true,
        'proxy_options.set_host_header': false,
        'proxy_options.bypass_token_authentication': false,
      },
    };
  }
  return undefined;
}

/**
 * Starts the notebook server under the instance's path, with the instance's password as its token. A shell is
 * needed for that: launch commands expand no variables. Images that start by a Python script have the newer
 * server, whose options have another name.
 */
function jupyterCommand(image: Image): string {
  const script = [...image.command, ...image.entrypoint].find(word => /start-notebook\.(sh|py)$/.test(word));
  const program = script ?? 'jupyter notebook --ip=0.0.0.0 --no-browser';
  const options = script?.endsWith('.py') ? 'ServerApp' : 'NotebookApp';
  return `sh -c 'exec ${program} --${options}.base_url={proxy_path} --${options}.token="$PASSWORD"'`;
}

/** True if what stands in a form already is what the preset would put there. */
export function isApplied(preset: Preset, values: FormValues): boolean {
  return Object.entries(preset.values).every(([path, value]) => valueAt(values, path) === value);
}

function valueAt(values: FormValues, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as FormValues | undefined)?.[key], values);
}
