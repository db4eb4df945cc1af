#!/usr/bin/env bash
# The processes of the service, as the first process of their PID namespace; started by `engine`.
#
# Takes: FOLDER, an absolute one (buildbox-casd makes output folders elsewhere otherwise), and the folder of BuildGrid's packages. A line in
#        FOLDER/commands is a command: `kill N` ends worker N in the middle of an action, as if its machine had failed; `start N` starts it
#        again.
# Gives: `endpoint grpc://127.0.0.1:PORT` when it serves. What the processes say is in FOLDER/log; log/commands has a line for each command
#        that is carried out.
set -Eeuo pipefail
trap 'echo "the remote execution service: \`$BASH_COMMAND\` failed; see $FOLDER/log" >&2' ERR

FOLDER=$1
export PYTHONPATH=$2
POSTGRES=$(echo /usr/lib/postgresql/*/bin)
BUILDGRID=(python3 -c 'from buildgrid.server.app import cli; cli()')
DATABASE="postgresql://service@/service?host=$FOLDER"
WORKERS=(1 2)
declare -A PIDS

main() {
  mkdir -p "$FOLDER"/{log,casd}
  cd "$FOLDER"
  mkfifo commands
  : > log/commands
  # The processes of this namespace, for `pgrep` and `pkill`.
  mount -t proc proc /proc
  # Both ways, or each writer that closes it would look like its end.
  exec 3<&0 4<> commands
  (cat <&3 > log/stdin; echo stop >&4) &
  PORT=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
  start_database
  start_buildgrid
  start_casd
  local worker verb
  for worker in "${WORKERS[@]}"; do
    start_worker "$worker"
  done
  echo "endpoint grpc://127.0.0.1:$PORT"
  while read -r verb worker <&4; do
    case $verb in
      kill) kill_worker "$worker" ;;
      start) start_worker "$worker" ;;
      stop) break ;;
    esac
    echo "$verb $worker" >> log/commands
  done
  stop
}

# start NAME COMMAND...: in the background, as the leader of a session.
start() {
  setsid "${@:2}" > "log/$1" 2>&1 < /dev/null &
  PIDS[$1]=$!
}

# wait_for NAME COMMAND...: until the command succeeds; the process of that name must not have ended.
wait_for() {
  local name=$1 end=$((SECONDS + 60))
  shift
  until "$@" 2> /dev/null; do
    if ! kill -0 "${PIDS[$name]}" 2> /dev/null || [ "$SECONDS" -ge "$end" ]; then
      echo "the remote execution service: $name does not serve" >&2
      tail -n 20 "log/$name" >&2
      exit 1
    fi
    sleep 0.2
  done
}

# PostgreSQL refuses to run as root, which we may be in this namespace or on this machine.
as_nobody() {
  unshare --user --map-user=65534 --map-group=65534 -- "$@"
}

# Nothing that it holds matters after this run. It listens in the folder only.
start_database() {
  as_nobody "$POSTGRES/initdb" -D "$FOLDER/database" -U service -A trust --no-sync > log/initdb 2>&1
  start database unshare --user --map-user=65534 --map-group=65534 -- \
    "$POSTGRES/postgres" -D "$FOLDER/database" -k "$FOLDER" -c listen_addresses= -c fsync=off
  wait_for database "$POSTGRES/pg_isready" -q -h "$FOLDER" -U service -d postgres
  "$POSTGRES/createdb" -h "$FOLDER" -U service service
  # Without its tables, every call fails with "relation jobs does not exist".
  "${BUILDGRID[@]}" migrate apply "$DATABASE" > log/migrate 2>&1
}

start_buildgrid() {
  configuration > buildgrid.yml
  start buildgrid "${BUILDGRID[@]}" server start buildgrid.yml
  wait_for buildgrid bash -c "exec 3<>/dev/tcp/127.0.0.1/$PORT"
}

# For workers of its own user it copies the inputs of each action, the toolchain too, instead of linking to them.
start_casd() {
  start casd buildbox-casd --cas-remote="http://127.0.0.1:$PORT" --bind="unix:$FOLDER/casd.socket" "$FOLDER/casd"
  wait_for casd test -S casd.socket
}

# Without FUSE, which a container has not.
start_worker() {
  start "worker-$1" buildbox-worker --bots-remote="http://127.0.0.1:$PORT" --cas-remote="unix:$FOLDER/casd.socket" \
    --buildbox-run=buildbox-run-hosttools --runner-arg=--staging-mode=copy-or-link --concurrent-jobs=1 --max-wait-time=5 \
    --platform OSFamily=linux --platform ISA=x86-64 --log-level=warning "worker-$1"
}

# With all of its session, in which the action runs.
kill_worker() {
  local pid=${PIDS[worker-$1]}
  until pgrep --parent "$pid" > log/action; do
    sleep 0.05
  done
  pkill -KILL --session "$pid"
  # Or this shell would report its end.
  wait "$pid" 2> log/wait || true
}

# A worker that is silent for 15 seconds has ended, and its action goes to another.
configuration() {
  cat <<YAML
server:
  - !channel
    address: "127.0.0.1:$PORT"
    insecure-mode: true
authorization: {method: none}
monitoring: {enabled: false}
connections:
  - !sql-connection &sql
    connection-string: $DATABASE
storages:
  - !disk-storage &cas
    path: $FOLDER/cas
caches:
  - !lru-action-cache &actions
    storage: *cas
    max-cached-refs: 100000
    allow-updates: true
    cache-failed-actions: false
schedulers:
  - !sql-scheduler &scheduler
    sql: *sql
    storage: *cas
    action-cache: *actions
    poll-interval: 0.2
    bot-poll-interval: 0.2
    bot-session-keepalive-timeout: 15
    session-expiry-timer-interval: 2
    max-execution-timeout: 3600
    property-set: !dynamic-property-set {match-property-keys: [OSFamily, ISA]}
instances:
  - name: ''
    services:
      - !action-cache {cache: *actions}
      - !execution {scheduler: *scheduler}
      - !bots {scheduler: *scheduler}
      - !cas {storage: *cas}
      - !bytestream {storage: *cas}
thread-pool-size: 100
YAML
}

# The kernel ends what is left when this process ends; the database writes what it has.
stop() {
  kill -INT "${PIDS[database]}"
  wait "${PIDS[database]}" || true
}

main
