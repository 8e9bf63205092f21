#!/bin/bash
# Runs once, on an empty data directory, as the superuser: a database for Varve that belongs to an ordinary role, with
# pg_partman granted to it. Without VARVE_DB_PASSWORD there is none, as in the tests, which make their own.
set -euo pipefail

if [[ -z "${VARVE_DB_PASSWORD:-}" ]]; then
    exit 0
fi
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --set password="$VARVE_DB_PASSWORD" <<'SQL'
CREATE ROLE varve LOGIN PASSWORD :'password';
CREATE DATABASE varve OWNER varve;
\connect varve
CREATE SCHEMA partman;
CREATE EXTENSION pg_partman SCHEMA partman;
GRANT USAGE ON SCHEMA partman TO varve;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA partman TO varve;
SQL
