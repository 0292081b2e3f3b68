#!/usr/bin/env bash
# Asks this user's Kafka servers on this host to shut down: kafka-server-stop.sh [--node-id=N]
# With a node id, only the server whose properties file has it.
set -euo pipefail

node=
case ${1-} in
  '') ;;
  --node-id=*) node=${1#*=} ;;
  *) echo "Usage: ${0##*/} [--node-id=N]" >&2; exit 1 ;;
esac

stopped=0
while read -r pid arguments; do
  if [[ -n $node ]]; then
    properties=${arguments##*kafka.Kafka }
    properties=${properties%% *}
    if [[ $properties != /* ]]; then
      properties=$(readlink "/proc/$pid/cwd" || pwd)/$properties
    fi
    grep -Eqs "^node\.id *= *$node *\$" "$properties" || continue
  fi
  kill -s TERM "$pid"
  stopped=$((stopped + 1))
done < <(ps -u "$(id -u)" -o pid=,args= | grep -E 'java .* kafka\.Kafka ' | grep -v grep || true)

if ((stopped == 0)); then
  echo "No Kafka server to stop" >&2
  exit 1
fi
