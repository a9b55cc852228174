#!/bin/sh
# Backs up the database of the container while the bot runs, into backups/ beside compose.yaml. Deletes backups, and what
# restores kept in the volume, after 30 days.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p backups
name=backups/limber-$(date -u +%Y%m%dT%H%M%SZ).db
docker compose exec -T limber python -m bot backup --force data/backup.db
docker compose exec -T limber cat data/backup.db > "$name.part"
mv "$name.part" "$name"
docker compose exec -T limber rm data/backup.db
docker compose exec -T limber find data -type f -name '*.before-restore-*' -mtime +29 -delete
find backups -type f -name 'limber-*' -mtime +29 -delete
