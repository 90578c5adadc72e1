"""Other tools read questions.jsonl as it is."""

from conftest import make_run, sample_questions
from datasets import load_dataset
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import SFTConfig, SFTTrainer


def test_datasets_reads_questions(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder)
    rows = load_dataset(
        "json",
        data_files=str(folder / "questions.jsonl"),
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    assert rows.to_list() == sample_questions()


def test_trl_trains_on_questions(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder)
    rows = load_dataset(
        "json",
        data_files=str(folder / "questions.jsonl"),
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    trainer = SFTTrainer(
        model=AutoModelForCausalLM.from_pretrained(base_folder),
        processing_class=AutoTokenizer.from_pretrained(base_folder),
        args=SFTConfig(
            output_dir=str(tmp_path / "trl"),
            max_steps=2,
            per_device_train_batch_size=4,
            report_to=[],
            use_cpu=True,
            bf16=False,
            save_strategy="no",
        ),
        train_dataset=rows,
    )
    assert trainer.train().training_loss > 0
    # Completion and end token only, as ours: TRL masks the prompt of this form by itself.
    batch = next(iter(trainer.get_train_dataloader()))
    answers = [[int(t) for t in row if t != -100] for row in batch["labels"]]
    assert all(2 in answer and len(answer) < 15 for answer in answers)
