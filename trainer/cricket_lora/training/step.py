"""The state of a training, and one step of it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import PreTrainedModel

from cricket_lora.data.render import Rendered
from cricket_lora.fast.cuda_graphs import Recorder
from cricket_lora.fast.pack import Pack, Room, pack, room_for, room_for_any
from cricket_lora.fast.pack_attention import use_eager_attention
from cricket_lora.model.path import Adapter, answer_logits
from cricket_lora.predicting.recall import rows_confidence, rows_recalled
from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.request import Recipe
from cricket_lora.training.data_parallel import Peers

# fp16 gradients overflow at the usual start of 2^16 within the first steps.
FIRST_LOSS_SCALE = 2.0**11
# Under the schedule `recall` the learning rate never falls below this share of its peak.
SMALLEST_RATE = 0.05
# Share of questions recalled from which those that are settled rest.
REST_FROM = 0.98
# Settled questions are asked again in every epoch of this number: what rests may be forgotten.
EPOCHS_OF_REST = 8


@dataclass
class Progress:
    """Where a training stands: `done` of the `batches` of the epoch under way.

    `step` counts every step that was taken; after a divergence the weights and `epoch` go back to
    an earlier point, the learning rate to `rate_share` of the recipe's, warmed up anew from
    `warm_up_from`.
    """

    step: int
    epoch: int
    batches: list[list[int]]
    done: int
    seconds: float
    rate_share: float = 1.0
    warm_up_from: int = 0

    @property
    def epochs(self) -> float:
        """Epochs done, with fraction."""
        return self.epoch + (self.done / len(self.batches) if self.batches else 0.0)


@dataclass(frozen=True)
class Snapshot:
    """Weights that were good at the beginning of `epoch`, and what was known of the questions."""

    epoch: int
    weights: Tensor
    recalled: Tensor
    confidence: Tensor


class Training:
    """Model, optimizer and progress; `recipe` is resolved, `rendered` the questions to train.

    `recalled` and `confidence` [questions] hold what each question's last step showed: whether
    its answer was the most likely one, and the probability of the answer's least likely token.
    `captured` records each shape of a step as a CUDA graph and replays it.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        flat: Adapter,
        rendered: Sequence[Rendered],
        prefix: Sequence[int],
        recipe: Recipe,
        dtype: str,
        peers: Peers,
        captured: bool = False,
    ) -> None:
        device = model.device
        self.model = model
        self.flat = flat
        self.rendered = rendered
        self.prefix = prefix
        self.recipe = recipe
        self.peers = peers
        self.rate = torch.zeros((), device=device)  # of the step, as the optimizer sees it
        self.peak = torch.zeros((), device=device)  # before the schedule `recall`
        self.share = torch.zeros((), device=device)  # of one answer token in the mean loss
        self.loss = torch.zeros((), device=device)  # of the last step, in nats a token
        self.optimizer = torch.optim.AdamW(
            [flat.weights],
            lr=self.rate if device.type == "cuda" else 0.0,
            weight_decay=recipe.weight_decay,
            fused=True,
            capturable=device.type == "cuda",
        )
        # In fp32 and bf16 the scale stays 1; a gradient that is not finite still skips its step.
        scaled = dtype == "fp16"
        self.scaler = torch.amp.GradScaler(
            device.type,
            init_scale=FIRST_LOSS_SCALE if scaled else 1.0,
            growth_interval=2000 if scaled else 2**31 - 1,
        )
        self.progress = Progress(step=0, epoch=0, batches=[], done=0, seconds=0.0)
        # One place more than questions: where rows go that only fill up a pack.
        self.recalled = torch.zeros(len(rendered) + 1, dtype=torch.bool, device=device)
        self.confidence = torch.zeros(len(rendered) + 1, device=device)
        self.rows_at_once = -(-recipe.batch_size // peers.count)
        self.attends_eagerly = False
        self.recorder = Recorder() if captured else None
        self.recorded: dict[Room, Recorded] = {}
        self.update: Callable[[], None] = self._update
        self._prime()

    def questions_to_ask(self) -> list[int]:
        """Of the next epoch: all, or when few are left to be recalled, those that are not settled.

        Resting earlier was faster still and found less through phrasings that were not trained.
        """
        everything = range(len(self.rendered))
        few_left = float(self.recalled[:-1].float().mean()) >= REST_FROM
        for_all = (self.progress.epoch + 1) % EPOCHS_OF_REST == 0
        if self.recipe.settled_at >= 1 or not few_left or for_all:
            return list(everything)
        settled = self.recalled & (self.confidence >= self.recipe.settled_at)
        asked = [i for i, rests in enumerate(settled[:-1].tolist()) if not rests]
        return asked or list(everything)

    def rounds(self) -> list[list[int]]:
        """Of the next epoch: the questions to ask, then those among them to ask a second time…

        Rounds of their own, so that no step sees a question twice.
        """
        asked = self.questions_to_ask()
        times = [self.rendered[i].question.times for i in asked]
        return [[i for i, n in zip(asked, times) if n > done] for done in range(max(times))]

    def step(self, batch: Sequence[int]) -> Tensor:
        """Learn the questions at the indices `batch`; return the mean loss of a token, in nats.

        Raises `out-of-memory` when not even one question fits. When several do not fit at once,
        steps are no longer recorded, then taken in smaller parts. A step without finite gradients
        changes no weight.
        """
        peak = self._scheduled_rate()
        self.peak.fill_(peak)
        self.share.fill_(1.0 / sum(len(self.rendered[i].answer) for i in batch))
        mine = batch[self.peers.rank :: self.peers.count]
        while True:
            try:
                self._gradients(mine)
                break
            except torch.OutOfMemoryError:
                if self.rows_at_once == 1:
                    raise Failure("out-of-memory", phase="training", batchSize=1) from None
            # What recordings hold is worth more than half the rows.
            if not self.recorded:
                self.rows_at_once = max(1, self.rows_at_once // 2)
            self._stop_recording()
        self.flat.collect()
        if self.peers.count > 1:
            self._exchange(batch)
        self.update()
        self.progress.step += 1
        return self.loss

    def record(self, batches: Sequence[Sequence[int]]) -> None:
        """Record the shapes of step that `batches` take, and one that holds whatever comes later.

        Where memory does not suffice for that, steps run unrecorded.
        """
        if self.recorder is None:
            return
        rows, prefix = self.rows_at_once, self.prefix
        mine = [batch[self.peers.rank :: self.peers.count] for batch in batches]
        rooms = {room_for([self.rendered[i] for i in part], prefix, rows) for part in mine if part}
        rooms.add(room_for_any(self.rendered, prefix, rows))
        steps = [Recorded(self, room) for room in sorted(rooms, reverse=True)]
        try:
            replays = self.recorder.record(*(step.add_gradients for step in steps))
        except torch.OutOfMemoryError:
            self._stop_recording()
            return
        for step, replay in zip(steps, replays):
            step.replay = replay
            self.recorded[step.room] = step

    def attend_eagerly(self) -> None:
        """Compute attention from now on as the formula has it, in fp32 between its products."""
        use_eager_attention()
        self.attends_eagerly = True
        self.recorded.clear()  # these replay the fused kernels

    def _stop_recording(self) -> None:
        self.recorder = None
        self.recorded.clear()
        torch.cuda.empty_cache()

    def _gradients(self, batch: Sequence[int]) -> None:
        """Of the mean loss over all answer tokens of the whole step, for this peer's `batch`."""
        parts = [
            list(batch[start : start + self.rows_at_once])
            for start in range(0, len(batch), self.rows_at_once)
        ]
        plays = [self._player(part) for part in parts]
        self.flat.gradient.zero_()
        self.loss.zero_()
        for play in plays:
            play()

    def _player(self, part: list[int]) -> Callable[[], None]:
        """What adds the gradients of the questions `part`."""
        rendered, device = [self.rendered[i] for i in part], self.model.device
        if not self.recorded:
            questions = torch.tensor(part, device=device)
            return lambda: self._add_gradients(pack(rendered, self.prefix, device), questions)
        wanted = room_for(rendered, self.prefix, self.rows_at_once)
        room = min(room for room in self.recorded if room.holds(wanted))
        return lambda: self.recorded[room].play(rendered, part)

    def _add_gradients(self, packed: Pack, questions: Tensor) -> None:
        """`questions` [rows], the place of each row's question in `rendered`."""
        logits = answer_logits(self.model, packed)
        losses = cross_entropy(logits, packed.targets, reduction="none") * packed.weights
        loss = losses.sum() * self.share
        self.scaler.scale(loss).backward()
        with torch.no_grad():
            self.loss += loss.detach()
            self.recalled[questions] = rows_recalled(logits, packed)
            self.confidence[questions] = rows_confidence(losses.detach(), packed)

    def _exchange(self, batch: Sequence[int]) -> None:
        """Add up gradients and loss of all peers; learn what the others saw of their questions."""
        self.peers.sum(self.flat.weights.grad)
        self.peers.sum(self.loss)
        questions = torch.tensor(batch, device=self.model.device)
        mine = questions[self.peers.rank :: self.peers.count]
        seen = torch.zeros(2, len(batch), device=self.model.device)
        seen[0, self.peers.rank :: self.peers.count] = self.recalled[mine].float()
        seen[1, self.peers.rank :: self.peers.count] = self.confidence[mine]
        self.peers.sum(seen)
        self.recalled[questions] = seen[0] > 0
        self.confidence[questions] = seen[1]

    def _update(self) -> None:
        """From gradients to weights; no step where a gradient is not finite."""
        self.scaler.unscale_(self.optimizer)
        if self.recipe.max_grad_norm > 0:
            torch.nn.utils.clip_grad_norm_([self.flat.weights], self.recipe.max_grad_norm)
        rate = self.peak
        if self.recipe.schedule == "recall":
            unrecalled = 1.0 - self.recalled[:-1].float().mean()
            rate = rate * unrecalled.clamp(min=SMALLEST_RATE)
        self.rate.copy_(rate)
        if self.model.device.type != "cuda":
            self.optimizer.param_groups[0]["lr"] = float(self.rate)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.flat.refresh()

    def _prime(self) -> None:
        """Let the optimizer make its state, so that it stays in place; record the update."""
        before = self.flat.weights.detach().clone()
        self.scaler.scale(self.loss)
        self.flat.collect()
        self._update()
        if self.recorder:
            [self.update] = self.recorder.record(self._update)
        with torch.no_grad():
            self.flat.weights.copy_(before)
            for tensor in self._moments().values():
                tensor.zero_()
        self.flat.refresh()

    def _moments(self) -> dict[str, Tensor]:
        return self.optimizer.state[self.flat.weights]

    def _scheduled_rate(self) -> float:
        """Of the next step: risen over the warm-up, then fallen by the schedule.

        The schedule `recall` falls by what is recalled, which only the device knows.
        """
        recipe = self.recipe
        share = min(1.0, self.progress.epochs / recipe.epochs)
        fall = {
            "constant": 1.0,
            "recall": 1.0,
            "linear": 1.0 - share,
            "cosine": 0.5 * (1.0 + math.cos(math.pi * share)),
        }[recipe.schedule]
        steps = self.progress.step - self.progress.warm_up_from
        rise = min(1.0, (steps + 1) / (recipe.warmup_steps + 1))
        return recipe.learning_rate * self.progress.rate_share * rise * fall

    def snapshot(self) -> Snapshot:
        """A copy of what `go_back` needs; it stays on the device."""
        return Snapshot(
            self.progress.epoch,
            self.flat.weights.detach().clone(),
            self.recalled.clone(),
            self.confidence.clone(),
        )

    def go_back(self, to: Snapshot, rate_share: float) -> None:
        """Take `to`'s weights again, forget AdamW's moments and warm up to a lower rate."""
        with torch.no_grad():
            self.flat.weights.copy_(to.weights)
            self.recalled.copy_(to.recalled)
            self.confidence.copy_(to.confidence)
            for tensor in self._moments().values():
                tensor.zero_()
        self.flat.refresh()
        progress = self.progress
        progress.epoch, progress.batches, progress.done = to.epoch, [], 0
        progress.rate_share, progress.warm_up_from = rate_share, progress.step

    def state(self) -> dict[str, object]:
        """Everything that later steps depend on."""
        return {
            "adapter": self.flat.weights.detach(),
            "optimizer": self._moments(),
            "scaler": self.scaler.state_dict(),
            "random": torch.get_rng_state(),
            "cudaRandom": _cuda_random_state(self.model.device),
            "progress": vars(self.progress),
            "recalled": self.recalled,
            "confidence": self.confidence,
        }

    def load_state(self, state: dict[str, object]) -> None:
        """In place: a recorded step goes on reading from where it was recorded."""
        with torch.no_grad():
            self.flat.weights.copy_(state["adapter"])
            for name, tensor in self._moments().items():
                tensor.copy_(state["optimizer"][name])
            self.recalled.copy_(state["recalled"])
            self.confidence.copy_(state["confidence"])
        self.flat.refresh()
        self.scaler.load_state_dict(state["scaler"])
        torch.set_rng_state(state["random"])
        if state["cudaRandom"] is not None and self.model.device.type == "cuda":
            torch.cuda.set_rng_state(state["cudaRandom"])
        self.progress = Progress(**state["progress"])

    def state_bytes(self) -> int:
        """About what a checkpoint takes: the adapter and AdamW's two moments of it."""
        return 3 * 4 * self.flat.weights.numel() + (1 << 20)


class Recorded:
    """The gradients of packs that fit `room`; the tensors that a replay reads stay in place."""

    def __init__(self, training: Training, room: Room) -> None:
        device = training.model.device
        self.training = training
        self.room = room
        self.pack = pack([], training.prefix, device, room)
        self.questions = self._questions([]).to(device)
        self.replay = self.add_gradients  # until it is recorded

    def add_gradients(self) -> None:
        self.training._add_gradients(self.pack, self.questions)

    def play(self, rendered: Sequence[Rendered], part: Sequence[int]) -> None:
        """Add the gradients of `rendered`, the questions at the places `part`."""
        packed = pack(rendered, self.training.prefix, torch.device("cpu"), self.room)
        for mine, new in zip(self.pack.tensors(), packed.tensors()):
            mine.copy_(new, non_blocking=True)
        self.questions.copy_(self._questions(part), non_blocking=True)
        self.replay()

    def _questions(self, part: Sequence[int]) -> Tensor:
        spare = [len(self.training.rendered)] * (self.room.rows - len(part))
        return torch.tensor([*part, *spare])


def _cuda_random_state(device: torch.device) -> Tensor | None:
    return torch.cuda.get_rng_state() if device.type == "cuda" else None
