import { shell } from './shell-text.js';

/** Functions of the script, and what it undoes however it ends. */
export const setUp = shell`
tracefs=/sys/kernel/tracing
[ -e "$tracefs/trace_clock" ] || tracefs=/sys/kernel/debug/tracing
instance=$tracefs/instances/quiescent
work=''
made=''
finished=''
left_out=''

say() { printf '%s\n' "$*" >&2; }
refuse() { say "not recorded: $*"; exit 1; }
is_in() { case " $2 " in *" $1 "*) return 0 ;; esac; return 1; }
has() { grep -qx -- "$1" "$work/symbols"; }

clean_up() {
  status=$?
  trap - EXIT INT TERM HUP
  set +e
  if [ -n "$made" ]; then
    if [ -d "$instance" ]; then
      echo 0 >"$instance/tracing_on"
      echo 0 >"$instance/events/enable"
      rmdir "$instance" || say "left behind, remove it with rmdir: $instance"
    fi
    sed -n 's|^[pr][0-9]*:quiescent/\([^ ]*\).*|\1|p' "$tracefs/kprobe_events" >"$work/remove"
    while read -r event; do printf '%s\n' "-:quiescent/$event" >>"$tracefs/kprobe_events"; done <"$work/remove"
    [ -n "$finished" ] || rm -f "$output.trace" "$output.trace.gz" "$output.meta.json"
  fi
  [ -z "$work" ] || rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# "1-3,8" -> "1 2 3 8"
expand() {
  case $1 in '' | *[!0-9,-]*) return 0 ;; esac
  for range in $(printf '%s' "$1" | tr ',' ' '); do
    number=\${range%-*}
    while [ "$number" -le "\${range#*-}" ]; do
      printf '%s ' "$number"
      number=$((number + 1))
    done
  done
}
cpus_in() { if [ -r "/sys/devices/system/cpu/$1" ]; then expand "$(cat "/sys/devices/system/cpu/$1")"; fi; }

# The place on the CPU at hand, with its sign: numbers of this size are exact in the arithmetic of every shell.
at() {
  place=$((offset + $1))
  case $place in -*) printf '%s' "$place" ;; *) printf '+%s' "$place" ;; esac
}

add() { printf '%s\n' "$1" 2>>"$work/errors" >>"$tracefs/kprobe_events"; }
switch_on() {
  [ -z "$2" ] || printf '%s\n' "$2" >"$instance/events/$1/filter"
  echo 1 >"$instance/events/$1/enable"
}
switch_on_offered() {
  if [ -d "$instance/events/$1" ]; then switch_on "$1" "$2"; else left_out="$left_out $1"; fi
}
# NEED FILTER p|r EVENT FIELDS FUNCTION...
make_probe() {
  need=$1 filter=$2 kind=$3 event=$4 fields=$5
  shift 5
  for target in "$@"; do
    has "$target" || continue
    add "$kind:quiescent/$event $target $fields" || continue
    switch_on "quiescent/$event" "$filter"
    return 0
  done
  if [ "$need" = required ]; then
    refuse "the kernel takes no probe $event in $* ($(tail -n 3 "$tracefs/error_log" 2>/dev/null | tr '\n' ' '))"
  fi
  left_out="$left_out $event"
}
# EVENT FIELDS: one hit of a probe at any CPU's tick
look() {
  add "p:quiescent/$1 rcu_sched_clock_irq $2" || refuse "the kernel takes no probe in rcu_sched_clock_irq"
  echo 1 >"$instance/events/quiescent/$1/enable"
  echo 1 >"$instance/tracing_on"
  sleep 1
  echo 0 >"$instance/tracing_on"
  echo 0 >"$instance/events/quiescent/$1/enable"
  sed -n "/ $1: /{p;q;}" "$instance/trace"
  echo >"$instance/trace"
  printf '%s\n' "-:quiescent/$1" >>"$tracefs/kprobe_events"
}
# NAME LINE: a number of a hit
seen() { printf '%s\n' "$2" | sed -n "s/.* $1=\(-\{0,1\}[0-9]\{1,\}\).*/\1/p"; }
offset_of() { seen "o$1" "$offsets"; }
`;
