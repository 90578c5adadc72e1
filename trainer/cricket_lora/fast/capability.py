"""Whether a model can read packs: tested on a small twin of it, not decided by its name.

A twin has the model's class and settings and all of its layers, but narrow ones with weights of
its own, in fp32 on the processor: what the fast path would compute differently shows there within
a fraction of a second, whatever the model's size, type and device. Soft caps, rotations of half a
head, layers without positions: the twin's own forward has whatever pack attention lacks.
"""

import copy

import torch
from torch import Tensor
from transformers import PreTrainedConfig, PreTrainedModel

from cricket_lora.data.questions import Question
from cricket_lora.data.render import Rendered
from cricket_lora.fast.fused_mlp import fuse_mlps
from cricket_lora.fast.fused_norm import fuse_norms
from cricket_lora.fast.pack import next_logits, pack, packed_logits
from cricket_lora.fast.pack_attention import use_pack_attention
from cricket_lora.fast.row_cache import RowCache
from cricket_lora.fast.structure import unfit_part, window_of

VOCABULARY, HEAD = 32, 8  # of a twin
# Above the relative error of summing in another order in fp32; a soft cap at 50 differs by more.
TOLERANCE = 1e-4
CPU = torch.device("cpu")


def make_fast(model: PreTrainedModel, longest: int) -> str | None:
    """Make `model` read packs, of rows of at most `longest` tokens, with fused norms and MLPs.

    The switch to the fast path: returns None, or the obstacle in a few words and the model as it
    was.
    """
    obstacle = _obstacle(model, longest)
    if obstacle is None:
        _teach(model)
    return obstacle


def _teach(model: PreTrainedModel) -> None:
    use_pack_attention(model)
    fuse_norms(model)
    fuse_mlps(model)


def _obstacle(model: PreTrainedModel, longest: int) -> str | None:
    if model.device.type == "mps":
        return "it has not been tried on Apple's GPU"
    window = window_of(model)
    if window is not None and longest > window:
        return f"it looks back {window} tokens at most, and questions have up to {longest}"
    unfit = unfit_part(model)
    if unfit is not None:
        return unfit
    try:
        same = _computes_the_same(_twin(model))
    except Exception as error:  # whatever it is: this model cannot read packs
        return f"its code does not read packs ({type(error).__name__})"
    return None if same else "its code computes something else than packs would"


def _twin(model: PreTrainedModel) -> PreTrainedModel:
    with torch.random.fork_rng([]):
        torch.manual_seed(1)
        twin = type(model)(_small(model.config)).float().eval()
        with torch.no_grad():
            # Matrices keep the size of what they multiply; norms and biases are about 1.
            for weight in twin.parameters():
                if weight.dim() > 1:
                    weight.normal_(std=weight.shape[-1] ** -0.5)
                else:
                    weight.normal_(mean=1.0, std=0.3)
    return twin


def _small(config: PreTrainedConfig) -> PreTrainedConfig:
    small = copy.deepcopy(config)
    shared = config.num_attention_heads > config.num_key_value_heads
    small.num_key_value_heads, small.num_attention_heads = 2, 4 if shared else 2
    small.hidden_size = small.num_attention_heads * HEAD
    if getattr(config, "head_dim", None):
        small.head_dim = HEAD
    small.intermediate_size, small.vocab_size = 2 * small.hidden_size, VOCABULARY
    small.pad_token_id = None  # would lie outside the vocabulary
    return small


@torch.inference_mode()
def _computes_the_same(twin: PreTrainedModel) -> bool:
    """Compare logits of two rows behind a prefix, and of one more token of each."""
    prefix, own = [3, 1, 4], ([1, 5], [9, 2, 6])
    question = Question(1, "", (), (), "train")
    rows = [Rendered(question, prefix + ids, answer=[5, 3]) for ids in own]
    expected = [twin(input_ids=torch.tensor([row.prompt + row.answer])).logits[0] for row in rows]
    _teach(twin)
    cache = RowCache.empty(twin.config, len(rows), 16, CPU, torch.float32)
    packed = packed_logits(twin, pack(rows, prefix, CPU), row_cache=cache)
    cache.position.copy_(torch.tensor([len(row.prompt) + 1 for row in rows]))
    grown = next_logits(twin, torch.tensor([row.answer[-1] for row in rows]), cache)
    together = torch.cat([logits[-3:-1] for logits in expected])
    after = torch.stack([logits[-1] for logits in expected])
    return are_close(packed, together, TOLERANCE) and are_close(grown, after, TOLERANCE)


def are_close(mine: Tensor, theirs: Tensor, tolerance: float) -> bool:
    """Whether they differ by less than the share `tolerance` of the second, both of one shape."""
    return bool((mine - theirs).norm() < tolerance * theirs.norm())
