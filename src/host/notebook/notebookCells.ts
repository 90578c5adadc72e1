/**
 * What the trainer needs, as it may be there already: Colab and Kaggle come with a PyTorch for their
 * GPU. As in the trainer's pyproject.toml.
 */
export const notebookPackages = [
  'torch>=2.11',
  'transformers>=5.10',
  'peft>=0.19',
  'safetensors>=0.5',
  'psutil>=6',
  'filelock>=3.30',
];

/** What of a run comes home: no checkpoint, and nothing that Python would run when it reads it. */
export const takenHome = {
  files: [
    'run.json',
    'questions.jsonl',
    'events.jsonl',
    'status.json',
    'base.json',
    'trainer.log',
    'predictions.jsonl',
    'side_effects.jsonl',
  ],
  folders: ['adapter', 'start'],
  /** In each of the folders. */
  inFolders: ['adapter_config.json', 'adapter_model.safetensors', 'base.json', 'README.md'],
} as const;

interface Cell {
  readonly kind: 'markdown' | 'code';
  readonly text: string;
}

export interface Notebook {
  /** Of the run. */
  readonly id: string;
  readonly base: string;
  readonly questions: number;
  /** Base64 of gzip of a JSON object: base64 of each file, by its path. */
  readonly payload: string;
}

/** The notebook's cells: plain Python, so that they run in Colab, Kaggle, Jupyter and VS Code alike. */
export const notebookCells = ({ id, base, questions, payload }: Notebook): Cell[] => [
  {
    kind: 'markdown',
    text: `# ${id}

Fine-tunes \`${base.replaceAll(/[`\s]+/g, ' ')}\` with LoRA on ${questions} questions about a table, and asks it every one of them. Everything but the base and Python's packages is in this notebook. Choose a runtime with a GPU (a T4 will do; two are used where there are two), run all cells, and download \`${id}.zip\`. Back in Visual Studio Code, *Cricket LoRA: Import Run* shows its evaluation.`,
  },
  {
    kind: 'code',
    text: `# Packages: nothing is installed over what is there and new enough.
import subprocess, sys

packages = ${JSON.stringify(notebookPackages)}
subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *packages], check=True)`,
  },
  {
    kind: 'code',
    text: `# The run and the trainer.
import base64, gzip, json, pathlib

work = pathlib.Path("cricket-lora").resolve()
payload = "${payload}"
for path, content in json.loads(gzip.decompress(base64.b64decode(payload))).items():
    file = work / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(base64.b64decode(content))
run = work / "run"
print(f"{run}: {len((run / 'questions.jsonl').read_bytes().splitlines())} questions")`,
  },
  {
    kind: 'code',
    text: `# Train, then ask every question. Run again after an interruption, it goes on from its last checkpoint.
import os, time, torch

gpus = torch.cuda.device_count()
several = ["-m", "torch.distributed.run", f"--nproc-per-node={gpus}"] if gpus > 1 else []
command = [sys.executable, *several, "-m", "cricket_lora", str(run / "run.json")]
environment = {**os.environ, "PYTHONPATH": str(work / "trainer"), "PYTHONUTF8": "1"}
(run / "cancel").unlink(missing_ok=True)

def tell(seen):
    """Prints what is new, the latest of each kind."""
    path = run / "events.jsonl"
    lines = path.read_bytes().split(b"\\n")[:-1] if path.exists() else []
    latest = {}
    for event in map(json.loads, lines[seen:]):
        latest[event["type"]] = event
    if "step" in latest:
        step = latest["step"]
        print(f"step {step['step']}, epoch {step['epoch']:.1f}, loss {step['loss']:.3f}")
    if "recall" in latest:
        recall = latest["recall"]
        print(f"recall {recall['recalled']} of {recall['questions']}")
    if "predicted" in latest:
        print(f"asked {latest['predicted']['done']} of {latest['predicted']['questions']}")
    return len(lines)

seen = tell(10**9)
with open(run / "trainer.log", "ab") as log:
    trainer = subprocess.Popen(command, cwd=work / "trainer", env=environment, stdout=log, stderr=log)
    try:
        while trainer.poll() is None:
            time.sleep(2)
            seen = tell(seen)
    except KeyboardInterrupt:
        (run / "cancel").touch()
        trainer.wait()
tell(seen)
status = json.loads((run / "status.json").read_text())
print(status["state"])
if status["state"] != "finished":
    print((run / "trainer.log").read_text(errors="replace")[-2000:])`,
  },
  {
    kind: 'code',
    text: `# Recall, and what Import Run takes.
import zipfile

questions = [json.loads(line) for line in open(run / "questions.jsonl", encoding="utf-8")]
predictions = run / "predictions.jsonl"
if predictions.exists():
    outputs = {one["id"]: one["output"] for one in map(json.loads, list(open(predictions, encoding="utf-8"))[1:])}
    for split in dict.fromkeys(one["split"] for one in questions):
        asked = [one for one in questions if one["split"] == split]
        exact = sum(outputs.get(one["id"], "").strip() == one["completion"][0]["content"] for one in asked)
        print(f"{split}: {exact} of {len(asked)} exact")

results = pathlib.Path("${id}.zip").resolve()
with zipfile.ZipFile(results, "w", zipfile.ZIP_DEFLATED) as archive:
    names = ${JSON.stringify(takenHome.files)}
    names += [f"{folder}/{name}" for folder in ${JSON.stringify(takenHome.folders)} for name in ${JSON.stringify(takenHome.inFolders)}]
    for name in names:
        if (run / name).is_file():
            archive.write(run / name, name)
print(f"{results}: {results.stat().st_size / 1e6:.1f} MB")
try:
    from google.colab import files
    files.download(str(results))
except ImportError:
    pass`,
  },
];

/** The notebook as a file, in the format that Jupyter's tools read (nbformat 4.5). */
export function notebookFile(notebook: Notebook): string {
  const cells = notebookCells(notebook).map(({ kind, text }, at) => ({
    cell_type: kind,
    id: `cell-${at}`,
    metadata: {},
    source: text.split(/(?<=\n)/),
    ...(kind === 'code' && { execution_count: null, outputs: [] }),
  }));
  const metadata = {
    accelerator: 'GPU',
    colab: { gpuType: 'T4', provenance: [] },
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: { name: 'python' },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
