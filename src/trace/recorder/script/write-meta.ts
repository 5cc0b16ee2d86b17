import { shell } from './shell-text.js';

/** Writes the meta file in the shape that the reader takes, and packs the trace. */
export const writeMeta = shell`
# Ticks a second, by the jiffies and the clock of the recorded ticks themselves.
hz=$(awk '
  / tick[0-9]+: / {
    match($0, / j=[0-9]+/)
    jiffies = substr($0, RSTART + 3, RLENGTH - 3)
    match($0, / [0-9]+\.[0-9]+: tick/)
    time = substr($0, RSTART + 1, RLENGTH - 7)
    if (ticks++ == 0) { firstJiffies = jiffies; firstTime = time }
  }
  END {
    if (ticks < 2 || time == firstTime) exit
    measured = (jiffies - firstJiffies) / (time - firstTime)
    count = split("100 250 300 1000", known, " ")
    for (each = 1; each <= count; each++)
      if (measured > 0.95 * known[each] && measured < 1.05 * known[each]) print known[each]
  }' "$output.trace")
ticks=$(grep -c ' tick[0-9]*: ' "$output.trace" || :)
[ -n "$hz" ] || refuse "the ticks do not tell HZ (100, 250, 300 or 1000; record some seconds, with CPU 0 among --cpus), ticks: $ticks"

quoted() { printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\037' | sed 's/\\/\\\\/g; s/"/\\"/g')"; }
listed() { printf '[%s]' "$(printf '%s' "$*" | sed 's/  */, /g')"; }
parameters() {
  between=''
  printf '{'
  for file in "$1"/*; do
    [ -r "$file" ] || continue
    value=$(cat "$file" 2>/dev/null) || continue
    printf '%s\n    %s: %s' "$between" "$(quoted "\${file##*/}")" "$(quoted "$value")"
    between=,
  done
  printf '\n  }'
}
realtime=false
case $(cat /sys/kernel/realtime 2>/dev/null || :) in 1) realtime=true ;; esac
checked=true
[ "$running" = "$layout" ] || checked=false
isolated=$(cpus_in isolated)
# shellcheck disable=SC2086
{
  printf '{\n  "run": %s,\n' "$(quoted "\${output##*/}")"
  printf '  "kernel": %s,\n' "$(quoted "$(uname -r)")"
  printf '  "version": %s,\n' "$(quoted "$(uname -v)")"
  printf '  "cmdline": %s,\n' "$(quoted "$(cat /proc/cmdline)")"
  printf '  "hz": %s,\n  "preempt_rt": %s,\n' "$hz" "$realtime"
  printf '  "smp": %s,\n' "$(printf '%s\n' $online | grep -c .)"
  printf '  "isolated_cpus": %s,\n' "$(listed $isolated)"
  printf '  "nohz_full_cpus": %s,\n' "$(listed $nohz_full)"
  printf '  "recorded_cpus": %s,\n' "$(listed $recorded)"
  printf '  "secs": %s,\n  "tracing_clock": "mono",\n  "layout_checked": %s,\n' "$seconds" "$checked"
  printf '  "rcutree": %s,\n' "$(parameters /sys/module/rcutree/parameters)"
  printf '  "kvm_params": %s,\n' "$(parameters /sys/module/kvm/parameters)"
  printf '  "lost_events_per_cpu": %s,\n  "missed_ticks": %s\n}\n' "$(listed $lost)" "$missed"
} >"$output.meta.json"

file=$output.trace
if command -v gzip >/dev/null; then
  gzip "$output.trace"
  file=$output.trace.gz
fi
finished=yes
say "$file: $ticks ticks, $total_lost events lost, $missed ticks missed"
[ "$total_lost" = 0 ] || say "lost are the oldest events: shorten --duration, or raise buffer_kb in this script"
say "quiescent replay $file"
`;
