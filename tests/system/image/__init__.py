"""The image, as far as it can be tried without a container engine: `make image-check`."""
