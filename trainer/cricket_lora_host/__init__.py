"""What Cricket LoRA does on a host that trains: standard library only, sent with every call."""
