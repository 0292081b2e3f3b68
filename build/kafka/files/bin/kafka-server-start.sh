#!/usr/bin/env bash
# Starts a Kafka server: kafka-server-start.sh [-daemon] server.properties [--override KEY=VALUE]...
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
options=(-name kafkaServer)
if [[ ${1-} == -daemon ]]; then
  options+=(-daemon)
  shift
fi
if (($# == 0)); then
  echo "Usage: ${0##*/} [-daemon] server.properties [--override KEY=VALUE]..." >&2
  exit 1
fi
export KAFKA_HEAP_OPTS="${KAFKA_HEAP_OPTS:--Xmx1G -Xms1G}"
export KAFKA_LOG4J_OPTS="${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$here/../config/log4j2.xml}"
export KAFKA_JVM_PERFORMANCE_OPTS="${KAFKA_JVM_PERFORMANCE_OPTS:--server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true}"
exec "$here/kafka-run-class.sh" "${options[@]}" kafka.Kafka "$@"
