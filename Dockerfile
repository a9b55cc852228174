# Limber in a container: small, not root, one volume for the database, a health check. Only the volume and /tmp are written,
# so it runs with a read-only root.
#
# To pin the base by its digest, look the digest up, read what changed, and build:
#   docker buildx imagetools inspect python:3.13-alpine        # the line "Digest: sha256:..."
#   docker build --build-arg DIGEST=@sha256:... -t limber .
# Without DIGEST the base is what the tag points to that day.
ARG DIGEST=""

FROM python:3.13-alpine${DIGEST} AS packages
# hadolint ignore=DL3018
RUN apk add --no-cache binutils
COPY requirements.lock /build/
RUN python -m venv /opt/limber \
    && /opt/limber/bin/python -m pip install --no-cache-dir --no-compile --disable-pip-version-check \
       --require-hashes --no-deps --only-binary=:all: -r /build/requirements.lock
COPY deploy/prune.sh /build/
COPY bot/i18n/locale /build/locale
RUN sh /build/prune.sh /opt/limber /build/locale

FROM python:3.13-alpine${DIGEST}
RUN rm -rf /usr/local/lib/python3.13/site-packages/pip* /usr/local/lib/python3.13/ensurepip /usr/local/bin/pip*
COPY --from=packages /opt/limber /opt/limber
COPY LICENSE /srv/limber/
COPY bot /srv/limber/bot
COPY content /srv/limber/content
COPY storage /srv/limber/storage
RUN mkdir -p /srv/limber/data && chown 10001:10001 /srv/limber/data
WORKDIR /srv/limber
# A number, so that a container runtime can verify that it is not root.
USER 10001:10001
VOLUME /srv/limber/data
ENV PATH=/opt/limber/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LISTEN_PORT=8080
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open(f'http://127.0.0.1:{os.environ[\"LISTEN_PORT\"]}/livez', timeout=4)"]
CMD ["python", "-m", "bot", "run"]
