import { say } from '../common/sentence.ts';
import type { FailurePhrasing } from './failureText.ts';

/** What can go wrong with an export, by the exporter's codes. */
export const exportFailures: Readonly<Record<string, FailurePhrasing>> = {
  'export-needs-fp32': () => ({
    message: say(
      'Graphs of eight and four bits are made from the one in full precision. Export fp32 with them.',
    ),
  }),
  'export-unsupported': (p) => ({
    message: say(
      'The exporter cannot make an ONNX graph of a model of the family {0} ({1}). The merged model is there, as safetensors.',
      p('modelType'),
      p('message'),
    ),
  }),
  'gguf-unsupported': (p) => ({
    message: say(
      "This model cannot be written as GGUF: {0}. Export the merged model or ONNX instead, or convert the merged model with llama.cpp's own converter.",
      p('reason'),
    ),
  }),
  'gguf-no-quantizer': (p) => ({
    message: say(
      "GGUF of the kind {0} is made by llama.cpp's llama-quantize, which is not on the PATH where the exporter runs. Install llama.cpp there, or export q8_0.",
      p('kind'),
    ),
  }),
  'gguf-quantizer-failed': (p) => ({
    message: say(
      'The program llama-quantize could not make GGUF of the kind {0}: {1}.',
      p('kind'),
      p('reason'),
    ),
  }),
};
