# Limber in a container: slim, not root, one volume for the record, a health check.
FROM python:3.13-slim AS packages
COPY requirements.lock .
RUN python -m venv /opt/limber \
    && /opt/limber/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: -r requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home limber \
    && install --directory --owner=limber --group=limber /srv/limber/data
COPY --from=packages /opt/limber /opt/limber
COPY LICENSE /srv/limber/
COPY bot /srv/limber/bot
COPY content /srv/limber/content
COPY storage /srv/limber/storage
WORKDIR /srv/limber
USER limber
VOLUME /srv/limber/data
ENV PATH=/opt/limber/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LISTEN_PORT=8080
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"LISTEN_PORT\"]}/healthz', timeout=4)"]
CMD ["python", "-m", "bot", "run"]
