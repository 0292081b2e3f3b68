#!/usr/bin/env bash
# Runs one instance of a task: writes what a Kafka client needs to know into its working directory,
# puts Java and Kafka where programs look for them, and is the parent of the operator's command.
# The exit code is the command's. 72: Kafka is wanted, and there is no Java for it.
# For bash 4.2 and later.

# They may hold passwords; what the command creates is its own affair.
mask=$(umask)
umask 077
for name in client producer consumer; do
  variable=KAFKA_YARN_${name^^}_PROPERTIES
  if [ -n "${!variable+set}" ]; then
    # A file of the operator's is a link into the NodeManager's cache: never write through it.
    [ -e "$name.properties" ] || printf '%s' "${!variable}" >"$name.properties"
    unset "$variable"
  fi
done
umask "$mask"

command=$KAFKA_YARN_TASK_COMMAND
unset KAFKA_YARN_TASK_COMMAND

# Programs that are no Java programs run on hosts without it.
if [ -n "${KAFKA_YARN_KAFKA_DIR:-}" ]; then
  home=$(bash java17.sh --home) || exit
else
  home=$(bash java17.sh --home 2>/dev/null)
fi
if [ -n "$home" ]; then
  export JAVA_HOME="$home"
  PATH=$JAVA_HOME/bin:$PATH
fi

if [ -n "${KAFKA_YARN_KAFKA_DIR:-}" ]; then
  # An unpacked archive: Kafka, or a folder with Kafka in it.
  for home in "$PWD/$KAFKA_YARN_KAFKA_DIR" "$PWD/$KAFKA_YARN_KAFKA_DIR"/*/; do
    if [ -d "$home/libs" ]; then
      export KAFKA_HOME="${home%/}"
      break
    fi
  done
  if [ -z "${KAFKA_HOME:-}" ]; then
    echo "the Kafka archive is not Kafka: no libs/ below $PWD/$KAFKA_YARN_KAFKA_DIR" >&2
    exit 1
  fi
  PATH=$KAFKA_HOME/bin:$PATH
  export CLASSPATH="${CLASSPATH:+$CLASSPATH:}$KAFKA_HOME/libs/*"
  # Kafka's scripts would write their logs into the distribution, which all containers share.
  if [ -z "${LOG_DIR:-}" ] && [ -n "${LOG_DIRS:-}" ]; then
    export LOG_DIR="${LOG_DIRS%%,*}"
  fi
fi
export PATH

# Every process of the command inherits the writing end: the reading end says when all have ended.
if mkfifo .alive 2>/dev/null; then
  # Opened for both first: for one alone, each would wait for the other.
  exec {both}<>.alive
  exec {writer}>.alive
  exec {reader}<.alive
  exec {both}>&-
  rm -f .alive
else
  exec {writer}>/dev/null {reader}</dev/null
fi

# SIGTERM goes to the whole process group: the command has got it, too. Both shells wait for what
# they run, and then end with its exit code; never with 0, for the command may have had more to do.
# A trap of the command's own goes before this one.
ended=""
trap 'ended=yes' TERM
bash -c "trap 'exit \$((\$? ? \$? : 143))' TERM; $command" </dev/null
code=$?
exec {writer}>&-
# What the command has left behind ends in its own time: the NodeManager kills it when this script
# is gone.
while [ -n "$ended" ]; do
  read -r -u "$reader" || [ $? -gt 128 ] || ended=""
done
exit "$code"
