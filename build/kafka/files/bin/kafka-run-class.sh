#!/usr/bin/env bash
# Runs a class of this Kafka: kafka-run-class.sh [-daemon] [-name NAME] CLASS [ARGUMENT...]
#
# Java is $JAVA_HOME/bin/java, or the one on the PATH. These variables add to its command line:
# KAFKA_HEAP_OPTS, KAFKA_JVM_PERFORMANCE_OPTS, KAFKA_JMX_OPTS (or JMX_PORT), KAFKA_LOG4J_OPTS,
# KAFKA_OPTS; CLASSPATH adds to the classpath; LOG_DIR is where daemons write their logs.
set -euo pipefail

home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
name=kafka
daemon=no
while [[ ${1-} == -* ]]; do
  case $1 in
    -daemon) daemon=yes ;;
    -name) name=$2; shift ;;
    *) echo "Unknown option: $1" >&2; exit 1 ;;
  esac
  shift
done
if (($# == 0)); then
  echo "Usage: ${0##*/} [-daemon] [-name NAME] CLASS [ARGUMENT...]" >&2
  exit 1
fi

java=java
if [[ -n ${JAVA_HOME-} ]]; then
  java=$JAVA_HOME/bin/java
fi
if ! command -v "$java" > /dev/null; then
  echo "No Java found: $java. Set JAVA_HOME to a Java 17" >&2
  exit 1
fi

logs=${LOG_DIR:-$home/logs}
jmx=${KAFKA_JMX_OPTS-}
if [[ -n ${JMX_PORT-} ]]; then
  jmx="${jmx:--Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false}"
  jmx+=" -Dcom.sun.management.jmxremote.port=$JMX_PORT"
fi
log4j=${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$home/config/tools-log4j2.xml}
# These variables are lists of options: they are to be split.
# shellcheck disable=SC2206
command=("$java" ${KAFKA_HEAP_OPTS:--Xmx256M} ${KAFKA_JVM_PERFORMANCE_OPTS--XX:+UseG1GC}
  $jmx "-Dkafka.logs.dir=$logs" $log4j ${KAFKA_OPTS-}
  -cp "${CLASSPATH:+$CLASSPATH:}$home/libs/*" "$@")

if [[ $daemon == yes ]]; then
  mkdir -p "$logs"
  nohup "${command[@]}" > "$logs/$name.out" 2>&1 < /dev/null &
else
  exec "${command[@]}"
fi
