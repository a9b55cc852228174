"""The image, as far as it can be tried without a container engine: `python -m tests.image`, or `make image-check`."""
