# The image for both kinds of machine, with docker buildx:
#   make image IMAGE=registry.example/limber        # builds and pushes the version that is checked out
# For the machine it runs on alone, `docker compose build` is enough.

variable "IMAGE" {
  default = "limber"
}

variable "VERSION" {
  default = "dev"
}

# Pins the base, as "@sha256:..."; see Dockerfile.
variable "BASE_DIGEST" {
  default = ""
}

group "default" {
  targets = ["limber"]
}

target "limber" {
  context    = "."
  dockerfile = "Dockerfile"
  args = {
    DIGEST = BASE_DIGEST
  }
  platforms = ["linux/amd64", "linux/arm64"]
  tags      = ["${IMAGE}:${VERSION}", "${IMAGE}:latest"]
  labels = {
    "org.opencontainers.image.title"    = "Limber"
    "org.opencontainers.image.version"  = VERSION
    "org.opencontainers.image.licenses" = "MIT"
  }
  attest = ["type=provenance,mode=max", "type=sbom"]
}
