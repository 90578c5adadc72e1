"""Apple's GPU, which no machine of the tests has: what is chosen where torch says it is there."""

import sys
from types import SimpleNamespace

import pytest
import torch
from families import make_model

from cricket_lora.fast.capability import make_fast
from cricket_lora.model import base, device
from cricket_lora.model.base import choose_dtype

MPS = torch.device("mps")


@pytest.fixture
def apple(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 12_000)
    monkeypatch.setattr(torch.mps, "driver_allocated_memory", lambda: 5_000)


def test_apples_gpu_is_chosen_where_torch_has_it(apple):
    assert device.choose_device() == MPS


def test_memory_of_apples_gpu_is_what_the_system_allows(apple):
    described = device.describe_device(MPS)
    assert (described["type"], described["memoryBytes"]) == ("mps", 12_000)
    assert device.memory_free(MPS) == 7_000
    assert device.memory_in_use(MPS) == 5_000


@pytest.mark.parametrize(("able", "dtype"), [(True, "bf16"), (False, "fp32")])
def test_precision_on_apples_gpu_depends_on_its_bf16(monkeypatch, able, dtype):
    monkeypatch.setattr(base, "multiplies_bf16", lambda device: able)
    assert choose_dtype("auto", MPS) == dtype
    assert choose_dtype("fp16", MPS) == "fp16"


def test_bf16_is_supported_where_a_product_in_it_succeeds():
    assert device.multiplies_bf16(torch.device("cpu"))
    assert not device.multiplies_bf16(MPS)  # not on this machine


def test_a_model_on_apples_gpu_takes_the_plain_path(monkeypatch):
    model = make_model("smollm2")
    monkeypatch.setattr(type(model), "device", MPS)
    assert make_fast(model, longest=60) == "it has not been tried on Apple's GPU"
    assert not base.can_quantize(MPS)


def test_memory_of_a_processor_is_the_machines():
    cpu = torch.device("cpu")
    total = device.describe_device(cpu)["memoryBytes"]
    assert 0 < device.memory_free(cpu) < total
    assert 0 < device.memory_in_use(cpu) < total


def test_peak_on_windows_is_that_of_its_working_set(monkeypatch):
    class Process:
        def memory_info(self):
            return SimpleNamespace(peak_wset=123, rss=100)

    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.setattr(device.psutil, "Process", Process)
    assert device.memory_in_use(torch.device("cpu")) == 123
