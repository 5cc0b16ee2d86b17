import { kernelSeries } from '../../recorded-kernel.js';
import { mostRecordedCpus } from '../recording-plan.js';
import { shell } from './shell-text.js';

const series = kernelSeries.map((known) => `${known} | ${known}[.+-]*`).join(' | ');

/** What the host must have; the script refuses before it touches anything. */
export const preconditions = shell`
[ "$(id -u)" = 0 ] || refuse "root expected, as in: sudo sh THIS-FILE (user $(id -un))"
[ -e "$tracefs/trace_clock" ] || refuse "no tracefs (mount -t tracefs nodev /sys/kernel/tracing)"
if grep -q '\[confidentiality\]' /sys/kernel/security/lockdown 2>/dev/null; then
  refuse "the kernel is locked down and takes no probes (boot with lockdown=integrity, or without Secure Boot)"
fi
[ -e "$tracefs/kprobe_events" ] || refuse "a kernel without kprobe events (CONFIG_KPROBE_EVENTS=y expected)"
case $(cat /sys/kernel/debug/kprobes/enabled 2>/dev/null || echo 1) in
  0) refuse "kprobes are switched off (echo 1 >/sys/kernel/debug/kprobes/enabled)" ;;
esac
for tool in awk cksum grep sed tr; do command -v "$tool" >/dev/null || refuse "this tool expected: $tool"; done
if [ "\${1-}" = clean ]; then
  work=$(mktemp -d)
  made=yes
  finished=yes
  exit 0
fi
if [ -d "$instance" ] || grep -q ':quiescent/' "$tracefs/kprobe_events"; then
  refuse "another recording runs, or one was killed; what that left is removed by: sh THIS-FILE clean"
fi
for suffix in trace trace.gz meta.json; do
  [ ! -e "$output.$suffix" ] || refuse "it exists already, move it away: $output.$suffix"
done

# The offsets below hold for one build of the kernel. Wrong ones would give numbers that look right.
if [ -r /sys/kernel/btf/vmlinux ]; then running=$(cksum </sys/kernel/btf/vmlinux); else running='none at all'; fi
if [ "$running" != "$layout" ]; then
  [ "\${ASSUME_LAYOUT-}" = yes ] || refuse "made for a kernel whose /sys/kernel/btf/vmlinux has the cksum $layout; make the script anew with --btf and that file of this host, or if you know that the structs are the same, run it with ASSUME_LAYOUT=yes; here: $running"
  say "warning: the layout of this kernel's structs is taken on trust"
fi
case $(uname -r) in
  ${series}) ;;
  *) say "warning: quiescent replays kernels ${kernelSeries.join(' and ')} so far, and this one is $(uname -r)" ;;
esac

if [ "$(cat /proc/sys/kernel/sched_rt_runtime_us 2>/dev/null || :)" = -1 ]; then
  say "note: real-time tasks are not throttled here; if one never leaves a recorded CPU, this waits for it"
fi

work=$(mktemp -d)
awk '{ print $3 }' /proc/kallsyms >"$work/symbols"
for symbol in rcu_sched_clock_irq rcu_data rcu_state jiffies_64 __per_cpu_offset context_tracking; do
  has "$symbol" || refuse "the kernel names no such symbol (CONFIG_KALLSYMS_ALL=y, CONFIG_SMP=y expected): $symbol"
done

online=$(cpus_in online)
nohz_full=$(cpus_in nohz_full)
recorded=$cpus
if [ -z "$recorded" ]; then
  recorded=0
  for cpu in $nohz_full; do is_in "$cpu" "$recorded" || recorded="$recorded $cpu"; done
fi
count=0
on_recorded=''
for cpu in $recorded; do
  is_in "$cpu" "$online" || refuse "an online CPU expected: $cpu"
  on_recorded="\${on_recorded:+$on_recorded || }CPU == $cpu"
  count=$((count + 1))
done
[ "$count" -le ${mostRecordedCpus} ] || refuse "at most ${mostRecordedCpus} CPUs expected (name some with --cpus): $count"

needed=0
for cpu in $online; do
  kb=$housekeeping_kb
  if is_in "$cpu" "$recorded"; then kb=$buffer_kb; elif is_in "$cpu" "$nohz_full"; then kb=0; fi
  needed=$((needed + kb))
done
free=$(awk '/^MemAvailable:/ { print int($2 / 2) }' /proc/meminfo)
[ "$needed" -le "$free" ] || refuse "ring buffers of at most half the free memory expected, $free kB (shorter --duration, fewer --cpus): $needed kB"
`;
