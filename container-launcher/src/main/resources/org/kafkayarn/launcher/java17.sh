#!/usr/bin/env bash
# Finds a Java 17 or newer on this host, and becomes it, with the arguments given; with --home as
# the only argument it prints where that Java is.
# Looked for, in this order: KAFKA_YARN_JAVA_HOME (it may be relative, and may be an unpacked JDK
# archive with one folder in it), JAVA_HOME, the PATH, /usr/lib/jvm. Exit 72: there is none.

# glibc reserves 64 MiB of addresses for each arena of malloc, and the NodeManager counts them.
export MALLOC_ARENA_MAX=1

seen=""

# major HOME: the feature release of the Java in HOME; nothing when there is none.
major() {
  [ -x "$1/bin/java" ] || return 0
  version=""
  # Every JDK since 7 has this file; running java costs far more than reading it.
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' "$1/release" | head -n 1)
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  version=${version#1.}
  printf '%s' "${version%%[!0-9]*}"
}

# try HOME ARGUMENTS…: becomes the Java in HOME, or names it, if it is new enough.
try() {
  home=$1
  shift
  case $home in
    /*) ;;
    *) home=$PWD/$home ;;
  esac
  found=$(major "$home")
  [ -n "$found" ] || return 0
  if [ "$found" -ge 17 ]; then
    if [ "$*" = --home ]; then
      printf '%s\n' "$home"
      exit 0
    fi
    export JAVA_HOME="$home"
    exec "$JAVA_HOME/bin/java" "$@"
  fi
  seen="$seen $home is Java $found;"
}

if [ -n "${KAFKA_YARN_JAVA_HOME:-}" ]; then
  try "$KAFKA_YARN_JAVA_HOME" "$@"
  for inside in "$KAFKA_YARN_JAVA_HOME"/*/; do
    try "${inside%/}" "$@"
  done
fi
if [ -n "${JAVA_HOME:-}" ]; then
  try "$JAVA_HOME" "$@"
fi
on_path=$(command -v java 2>/dev/null) || on_path=""
if [ -n "$on_path" ]; then
  # /usr/bin/java is a chain of links that ends in the home's bin.
  on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
  try "${on_path%/bin/java}" "$@"
fi
for installed in /usr/lib/jvm/*/; do
  try "${installed%/}" "$@"
done

echo "no Java 17 or newer on $(uname -n 2>/dev/null):${seen:- none found;} install one, or name it with -java-home or -jdk" >&2
exit 72
