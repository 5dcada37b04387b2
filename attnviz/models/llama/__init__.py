"""The Llama architecture: its shape, its forward pass in numpy, and the model of a GGUF file."""
