#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, where they are missing. Run it again after changing the password.
set -eu
cd "$(dirname "$0")/.."

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

mkdir -p secrets
chmod 700 secrets # other users of this machine stop here; the containers get the files themselves
[ -s secrets/neo4j_password ] || random > secrets/neo4j_password
[ -s secrets/lienket_token ] || random > secrets/lienket_token
printf 'neo4j/%s' "$(cat secrets/neo4j_password)" > secrets/neo4j_auth
chmod 644 secrets/neo4j_password secrets/neo4j_auth secrets/lienket_token
