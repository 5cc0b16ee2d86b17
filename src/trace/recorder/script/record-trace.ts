import type { Fetching } from '../fetch.js';
import { shell } from './shell-text.js';

/** Makes an instance of the tracer for this recording alone, and finds where the CPUs have their data. */
export function prepare({ offsetOf }: Fetching): string {
  return shell`
mkdir "$instance" || refuse "no instance of the tracer to be had (CONFIG_TRACING=y expected): $instance"
made=yes
echo 0 >"$instance/tracing_on"
echo mono >"$instance/trace_clock"

# Where each CPU has its per-CPU data: __per_cpu_offset[], read by a probe, for no file shows it.
fields=''
for cpu in $recorded; do fields="$fields o$cpu=@__per_cpu_offset+$((8 * cpu)):s64"; done
offsets=$(look offsets "$fields")
# If it is right, the CPU's number stands in its RCU data.
fields=''
for cpu in $recorded; do
  offset=$(offset_of "$cpu")
  [ -n "$offset" ] || refuse "the per-CPU data was not found, CPU $cpu"
  fields="$fields c$cpu=@rcu_data$(at ${offsetOf('cpu')}):s32"
done
found=$(look check "$fields")
for cpu in $recorded; do
  [ "$(seen "c$cpu" "$found")" = "$cpu" ] || refuse "the structs of this kernel lie otherwise: $found"
done

for cpu in $online; do
  kb=$housekeeping_kb
  if is_in "$cpu" "$recorded"; then kb=$buffer_kb; elif is_in "$cpu" "$nohz_full"; then continue; fi
  echo "$kb" >"$instance/per_cpu/cpu$cpu/buffer_size_kb"
done
`;
}

/** Records, and says what was lost. */
export const recordTrace = shell`
[ -z "$left_out" ] || say "not in this kernel:$left_out"
say "recording CPUs $recorded for $seconds s"
echo 1 >"$instance/tracing_on"
sleep "$seconds"
echo 0 >"$instance/tracing_on"
cat "$instance/trace" >"$output.trace"

lost=''
total_lost=0
for cpu in $(cpus_in possible); do
  number=0
  if [ -r "$instance/per_cpu/cpu$cpu/stats" ]; then
    number=$(awk '/overrun:|dropped events:/ { n += $NF } END { print n + 0 }' "$instance/per_cpu/cpu$cpu/stats")
  fi
  lost="$lost $number"
  total_lost=$((total_lost + number))
done
# A tick inside another probe's handler hits none of its own, and is counted at each.
missed=$(awk '$1 ~ /^tick[0-9]+$/ && $3 > n { n = $3 } END { print n + 0 }' "$tracefs/kprobe_profile")
`;
