"""Trains a LoRA adapter on questions about a table and asks the model every one of them."""
