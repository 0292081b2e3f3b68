#!/usr/bin/env bash
# Runs one instance of a task: writes what a Kafka client needs to know into its working directory,
# and becomes the parent of the operator's command. The exit code is the command's.

umask 077
for name in CLIENT PRODUCER CONSUMER; do
  variable=KAFKA_YARN_${name}_PROPERTIES
  if [ -n "${!variable+set}" ]; then
    printf '%s' "${!variable}" >"$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]').properties"
    unset "$variable"
  fi
done

command=$KAFKA_YARN_TASK_COMMAND
unset KAFKA_YARN_TASK_COMMAND

bash -c "$command" &
child=$!
# The NodeManager signals the whole process group: the command has got it, too.
trap 'ending=yes' TERM INT
wait "$child"
code=$?
while [ -n "${ending:-}" ] && kill -0 "$child" 2>/dev/null; do
  wait "$child"
  code=$?
done
exit "$code"
