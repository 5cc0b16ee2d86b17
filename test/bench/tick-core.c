/* The tick core in C: a next-event loop over six clocks, with exits that nothing can touch taken in one step each, as our
 * engine takes them. Argument: the constants as a JSON object of numbers. Prints the counts as JSON. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "random-numbers.h"

#define never INT64_MAX

/* In the order in which simultaneous ones fire. */
enum { REQUEST, OTHERS_REPORT, KTHREAD, TICK, CPU, EXIT, CLOCKS };
/* Where the task on the CPU is; what is left of its stay is in segment_end. */
enum state { LOAD, LOOP, BEFORE_ENTRY, ENTRY, GUEST, EXITING, WINDOW, TAIL, HANDLER, RCU_CORE };
static const bool interrupts_on[] = {[LOAD] = 1, [LOOP] = 1, [BEFORE_ENTRY] = 1, [WINDOW] = 1, [HANDLER] = 1, [RCU_CORE] = 1};
static const bool preemptible[] = {[LOAD] = 1, [LOOP] = 1, [HANDLER] = 1};
enum phase { IDLE, INIT, WAIT, CLEANUP };

static struct {
  uint32_t seed;
  int64_t end, tick, lag, one_second, patience, first_fqs, next_fqs, others_report, gp_init, fqs_scan, gp_cleanup, callback_path;
  int64_t msr_handler, heavy_handler, exit, window, tail, loop, pre_entry, entry, load, switching, interrupt, rcu_core;
  double msr_mean, heavy_mean, request_mean, others_idle_share;
} c;

static int64_t now, clocks[CLOCKS];
static arrivals requests, msr_exits, heavy_exits;
static stream_key others;

/* The CPU, its two tasks, its rcu_data. */
static enum state state, vcpu_state;
static int64_t segment_end, interrupt_end, vcpu_left, gap_start = -1, exit_handler;
static bool switching, tick_pending, need_resched, own_exit, in_eqs, core_needs_qs, cpu_no_qs;
static int64_t eqs_count, snapshot, rdp_seq;

/* Grace periods: at most so many callers of synchronize_rcu() wait at a time. */
enum { WAITERS = 4096 };
static enum phase phase;
static bool leaf_waits, others_idle, scanned;
static int64_t gp_seq, leaf_seq, gp_start, gp_start_ns, others_busy_until, served[WAITERS], waiting[WAITERS];
static int served_count, waiting_count;

enum { BUCKETS = 32 << 10 };
static uint32_t latency[BUCKETS], gp_length[BUCKETS], synchronize_rcu[BUCKETS];
static int64_t exits, ticks, wakes, grace_periods;

static void record(uint32_t *histogram, int64_t value) {
  int shift = 21 - __builtin_clz((uint32_t)value | 1024);
  histogram[(shift << 10) + (value >> shift)]++;
}

static int64_t jiffies(void) { return now < c.lag ? 0 : (now - c.lag) / c.tick; }

static bool complete(void) { return !leaf_waits && others_busy_until <= now && (!others_idle || scanned); }

static void wake_kthread(void) {
  if (phase != WAIT || !complete()) return;
  phase = CLEANUP;
  clocks[KTHREAD] = now + c.gp_cleanup;
}

static void wait_for_scan(int64_t delay) { clocks[KTHREAD] = (jiffies() + delay + 1) * c.tick + c.lag + c.fqs_scan; }

static void start_grace_period(void) {
  gp_start = jiffies();
  gp_start_ns = now;
  gp_seq++;
  phase = INIT;
  scanned = false;
  memcpy(served, waiting, waiting_count * sizeof *served);
  served_count = waiting_count;
  waiting_count = 0;
  others_idle = draw_uniform(others, now / c.tick, 0) < c.others_idle_share;
  clocks[OTHERS_REPORT] = others_busy_until = now + c.others_report;
  clocks[KTHREAD] = now + c.gp_init;
}

static void end_grace_period(void) {
  gp_seq += 3;
  leaf_seq = gp_seq;
  phase = IDLE;
  clocks[KTHREAD] = never;
  grace_periods++;
  record(gp_length, now - gp_start_ns);
  for (int i = 0; i < served_count; i++) record(synchronize_rcu, now + c.callback_path - served[i]);
  if (waiting_count > 0) start_grace_period();
}

static void run_kthread(void) {
  if (phase == INIT) {
    leaf_seq = gp_seq;
    leaf_waits = true;
    phase = WAIT;
    wait_for_scan(c.first_fqs);
  } else if (phase == CLEANUP) {
    end_grace_period();
  } else {
    if (leaf_waits && (in_eqs || (scanned && eqs_count != snapshot))) leaf_waits = false;
    if (!scanned) snapshot = eqs_count;
    scanned = true;
    if (complete()) wake_kthread();
    else wait_for_scan(c.next_fqs);
  }
}

static void request(void) {
  if (waiting_count == WAITERS) exit(3);
  waiting[waiting_count++] = now;
  next_arrival(&requests);
  clocks[REQUEST] = requests.next_ns;
  if (phase == IDLE) start_grace_period();
}

static void run_rcu_core(void) {
  if (rdp_seq != leaf_seq) {
    if (rdp_seq < (leaf_seq & ~3)) core_needs_qs = false;
    else if (core_needs_qs) core_needs_qs = leaf_waits;
    if (((rdp_seq + 3) & ~3) < leaf_seq) core_needs_qs = cpu_no_qs = leaf_waits;
    rdp_seq = leaf_seq;
  }
  if (!core_needs_qs || cpu_no_qs) return;
  core_needs_qs = false;
  if (!leaf_waits) return;
  leaf_waits = false;
  wake_kthread();
}

static void scheduling_clock(void) {
  ticks++;
  if (preemptible[state]) cpu_no_qs = false;
  bool in_progress = gp_seq & 3;
  bool skip = in_progress && jiffies() < gp_start + c.one_second && jiffies() - gp_start < c.patience;
  bool work = (core_needs_qs && !cpu_no_qs && in_progress) || leaf_seq != rdp_seq;
  if (skip || !work || state == RCU_CORE) return;
  wakes++;
  need_resched = true;
}

static void start_segment(enum state next, int64_t length) {
  state = next;
  segment_end = now + length;
}

static void switch_to(enum state next, int64_t left) {
  cpu_no_qs = need_resched = false;
  switching = true;
  state = next;
  interrupt_end = now + c.switching;
  segment_end = interrupt_end + left;
}

static void schedule_rcuc(void) {
  vcpu_state = state;
  vcpu_left = segment_end - now;
  switch_to(RCU_CORE, c.rcu_core);
}

static void next_exit(void) {
  arrivals *first = msr_exits.next_ns <= heavy_exits.next_ns ? &msr_exits : &heavy_exits;
  exit_handler = first == &msr_exits ? c.msr_handler : c.heavy_handler;
  clocks[EXIT] = first->next_ns;
}

static void consume_exit(void) { next_arrival(msr_exits.next_ns <= heavy_exits.next_ns ? &msr_exits : &heavy_exits); }

/* Exits that fell where the guest was not running are absorbed. */
static void seek_exit(int64_t from) {
  for (next_exit(); clocks[EXIT] < from; next_exit()) consume_exit();
}

static void enter_guest(void) {
  if (gap_start >= 0) record(latency, now - gap_start);
  state = GUEST;
  segment_end = never;
  seek_exit(now);
}

static void leave_guest(bool by_itself) {
  own_exit = by_itself;
  clocks[EXIT] = never;
  gap_start = now;
  exits++;
  start_segment(EXITING, c.exit);
}

static void advance_vcpu(void) {
  switch (state) {
    case LOAD: start_segment(LOOP, c.loop); return;
    case LOOP: start_segment(BEFORE_ENTRY, c.pre_entry); return;
    case BEFORE_ENTRY:
      if (need_resched) {
        start_segment(LOOP, c.loop);
        schedule_rcuc();
        return;
      }
      in_eqs = true;
      eqs_count++;
      start_segment(ENTRY, c.entry);
      return;
    case ENTRY: enter_guest(); return;
    case EXITING:
      in_eqs = false;
      eqs_count++;
      start_segment(WINDOW, c.window);
      return;
    case WINDOW: start_segment(TAIL, c.tail); return;
    case TAIL:
      if (own_exit) start_segment(HANDLER, exit_handler);
      else start_segment(LOOP, c.loop);
      if (need_resched) schedule_rcuc();
      return;
    case HANDLER: start_segment(LOOP, c.loop); return;
    default: exit(4);
  }
}

static void take_pending_tick(void) {
  if (!tick_pending || interrupt_end > 0) return;
  if (state == GUEST) leave_guest(false);
  if (!interrupts_on[state]) return;
  tick_pending = false;
  scheduling_clock();
  interrupt_end = now + c.interrupt;
  segment_end += c.interrupt;
}

static void advance_cpu(void) {
  if (interrupt_end > 0) {
    interrupt_end = 0;
    if (!switching && need_resched && preemptible[state]) schedule_rcuc();
    else switching = false;
  } else if (state == RCU_CORE) {
    run_rcu_core();
    switch_to(vcpu_state, vcpu_left);
  } else {
    advance_vcpu();
  }
}

/* Exits after which the guest is back before anything else happens. */
static void take_exits(void) {
  int64_t rest = c.exit + c.window + c.tail + c.loop + c.pre_entry + c.entry, limit = c.end;
  for (int i = 0; i < EXIT; i++)
    if (clocks[i] < limit) limit = clocks[i];
  int64_t taken = exits;
  while (clocks[EXIT] < limit) {
    int64_t gap = exit_handler + rest, back = clocks[EXIT] + gap;
    if (back >= limit) break;
    exits++;
    record(latency, gap);
    consume_exit();
    seek_exit(back);
  }
  taken = exits - taken;
  eqs_count += 2 * taken;
  if (taken > 0 || clocks[EXIT] >= limit) return;
  consume_exit();
  leave_guest(true);
}

static void run(void) {
  for (int i = 0; i < CLOCKS; i++) clocks[i] = never;
  clocks[REQUEST] = requests.next_ns;
  clocks[TICK] = c.tick;
  clocks[CPU] = c.load;
  start_segment(LOAD, c.load);
  for (;;) {
    int due = 0;
    for (int i = 1; i < CLOCKS; i++)
      if (clocks[i] < clocks[due]) due = i;
    if (clocks[due] >= c.end) return;
    now = clocks[due];
    switch (due) {
      case REQUEST: request(); continue;
      case OTHERS_REPORT:
        clocks[OTHERS_REPORT] = never;
        wake_kthread();
        continue;
      case KTHREAD: run_kthread(); continue;
      case TICK:
        clocks[TICK] += c.tick;
        tick_pending = true;
        break;
      case CPU: advance_cpu(); break;
      default: take_exits();
    }
    take_pending_tick();
    clocks[CPU] = interrupt_end > 0 ? interrupt_end : segment_end;
  }
}

static double number(const char *json, const char *name) {
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\":", name);
  const char *found = strstr(json, quoted);
  if (found) return strtod(found + strlen(quoted), NULL);
  fprintf(stderr, "constant missing: %s\n", name);
  exit(2);
}

static void read_constants(const char *json) {
  const struct { int64_t *into; const char *name; } integers[] = {
      {&c.end, "endNs"}, {&c.tick, "tickNs"}, {&c.lag, "lagNs"}, {&c.one_second, "oneSecondJiffies"},
      {&c.patience, "patienceJiffies"}, {&c.first_fqs, "fqsFirstJiffies"}, {&c.next_fqs, "fqsNextJiffies"},
      {&c.others_report, "othersReportNs"}, {&c.gp_init, "gpInitNs"}, {&c.fqs_scan, "fqsScanNs"},
      {&c.gp_cleanup, "gpCleanupNs"}, {&c.callback_path, "callbackPathNs"}, {&c.msr_handler, "msrHandlerNs"},
      {&c.heavy_handler, "heavyHandlerNs"}, {&c.exit, "exitNs"}, {&c.window, "windowNs"}, {&c.tail, "tailNs"},
      {&c.loop, "loopNs"}, {&c.pre_entry, "preEntryNs"}, {&c.entry, "entryNs"}, {&c.load, "loadNs"},
      {&c.switching, "switchNs"}, {&c.interrupt, "interruptNs"}, {&c.rcu_core, "rcuCoreNs"}};
  for (unsigned i = 0; i < sizeof integers / sizeof *integers; i++) *integers[i].into = number(json, integers[i].name);
  c.seed = number(json, "seed");
  c.msr_mean = number(json, "msrMeanNs");
  c.heavy_mean = number(json, "heavyMeanNs");
  c.request_mean = number(json, "requestMeanNs");
  c.others_idle_share = number(json, "othersIdleShare");
}

static void print_histogram(const char *name, const uint32_t *histogram) {
  printf(",\"%s\":[", name);
  const char *separator = "";
  for (int i = 0; i < BUCKETS; i++) {
    if (histogram[i] == 0) continue;
    printf("%s[%d,%u]", separator, i, histogram[i]);
    separator = ",";
  }
  printf("]");
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  read_constants(arguments[1]);
  clock_t begin = clock();
  msr_exits = make_arrivals(c.seed, "exits.msr", c.msr_mean);
  heavy_exits = make_arrivals(c.seed, "exits.heavy", c.heavy_mean);
  requests = make_arrivals(c.seed, "requests", c.request_mean);
  others = make_stream_key(c.seed, "others");
  run();
  double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
  printf("{\"seconds\":%.6f,\"exits\":%lld,\"ticks\":%lld,\"wakes\":%lld,\"gracePeriods\":%lld", seconds, (long long)exits,
         (long long)ticks, (long long)wakes, (long long)grace_periods);
  print_histogram("latency", latency);
  print_histogram("gracePeriodLength", gp_length);
  print_histogram("synchronizeRcu", synchronize_rcu);
  puts("}");
}
