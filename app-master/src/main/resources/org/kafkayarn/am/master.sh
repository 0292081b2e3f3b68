#!/usr/bin/env bash
# Runs the ApplicationMaster; the arguments are those of Java. Where the cluster's home names another
# program than the one that YARN has localized, it fetches that into the folder "program" and ends
# with 75: that one then runs in its place. If it fails before YARN knows it, the old one goes on.

child=""
# Most NodeManagers signal the whole process group; where only this process hears it, Java must too.
trap '[ -z "$child" ] || kill -s TERM "$child" 2> /dev/null' TERM INT HUP

run() {
  bash java17.sh "$@" &
  child=$!
  code=0
  wait "$child" || code=$?
  # A trapped signal ends a wait before the process has ended.
  while kill -s 0 "$child" 2> /dev/null; do
    code=0
    wait "$child" || code=$?
  done
}

run "$@"
if [ "$code" -ne 75 ] || [ ! -r program/kafka-yarn.jar ]; then
  exit "$code"
fi

localized=$CLASSPATH
export CLASSPATH="$PWD/program/kafka-yarn.jar:${CLASSPATH#*kafka-yarn.jar:}"
export KAFKA_YARN_PROGRAM="$PWD/program/program.json"
run "$@"
# 137 and 143: it was killed, as YARN does; the next attempt runs it again.
if [ "$code" -eq 0 ] || [ "$code" -eq 137 ] || [ "$code" -eq 143 ] || [ -e program/registered ]; then
  exit "$code"
fi

export CLASSPATH="$localized"
export KAFKA_YARN_PROGRAM_FAILED="it ended with $code before it was registered"
unset KAFKA_YARN_PROGRAM
run "$@"
exit "$code"
