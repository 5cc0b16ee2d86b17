"""The tick core in SimPy 2: one process for each actor, as a SimPy user would write it.

Argument: the constants as a JSON object of numbers. Prints the counts as JSON.
"""

import heapq
import json
import sys
import time
from collections import Counter
from types import SimpleNamespace

from SimPy.Simulation import Process, activate, hold, initialize, now, passivate, reactivate, simulate, stopSimulation

from random_numbers import arrivals, draw_uniform, stream_key


class Kernel:
    """What the actors share: RCU's state, the CPU, the counts."""

    def __init__(self, constants):
        self.constants = constants
        self.gp_seq = self.leaf_seq = self.rdp_seq = self.gp_start = 0
        self.leaf_waits = self.core_needs_qs = self.cpu_no_qs = False
        self.in_eqs = False
        self.eqs_count = 0
        self.tick_pending = self.need_resched = False
        self.current = None
        self.exits = self.ticks = self.wakes = self.grace_periods = 0
        self.latency, self.gp_length, self.synchronize_rcu = Counter(), Counter(), Counter()

    def jiffies(self):
        return max(0, now() - self.constants.lagNs) // self.constants.tickNs

    def scheduling_clock(self, preemptible, in_rcuc):
        self.ticks += 1
        if preemptible:
            self.cpu_no_qs = False
        in_progress = self.gp_seq & 3 != 0
        age = self.jiffies() - self.gp_start
        skip = in_progress and age < self.constants.oneSecondJiffies and age < self.constants.patienceJiffies
        work = (in_progress and self.core_needs_qs and not self.cpu_no_qs) or self.leaf_seq != self.rdp_seq
        if work and not skip and not in_rcuc:
            self.wakes += 1
            self.need_resched = True

    def rcu_core(self):
        if self.rdp_seq != self.leaf_seq:
            if self.rdp_seq < self.leaf_seq & ~3:
                self.core_needs_qs = False
            elif self.core_needs_qs:
                self.core_needs_qs = self.leaf_waits
            if (self.rdp_seq + 3) & ~3 < self.leaf_seq:
                self.core_needs_qs = self.cpu_no_qs = self.leaf_waits
            self.rdp_seq = self.leaf_seq
        if self.core_needs_qs and not self.cpu_no_qs:
            self.core_needs_qs = False
            if self.leaf_waits:
                self.leaf_waits = False
                self.kthread.wake()


class Task(Process):
    """What runs on the CPU: with interrupts off it just holds, with interrupts on it computes."""

    def __init__(self, kernel):
        Process.__init__(self)
        self.kernel = kernel
        self.interruptible = False

    def compute(self, length, preemptible):
        kernel = self.kernel
        while True:
            if kernel.tick_pending:
                kernel.tick_pending = False
                kernel.scheduling_clock(preemptible, self is kernel.rcuc)
                yield hold, self, kernel.constants.interruptNs
                if preemptible and kernel.need_resched:
                    yield from self.reschedule()
                continue
            self.interruptible = True
            yield hold, self, length
            self.interruptible = False
            if not self.interrupted():
                return
            length = self.interruptLeft
            self.interruptReset()

    def reschedule(self):
        kernel = self.kernel
        kernel.need_resched = kernel.cpu_no_qs = False
        kernel.current = kernel.rcuc
        reactivate(kernel.rcuc)
        yield passivate, self


class Vcpu(Task):
    def run(self, exits):
        kernel = self.kernel
        c = kernel.constants
        gap_start = None
        exit_time, handler = next(exits)
        yield from self.compute(c.loadNs, True)
        while True:
            yield from self.compute(c.loopNs, True)
            yield from self.compute(c.preEntryNs, False)
            if kernel.need_resched:
                yield from self.reschedule()
                continue
            kernel.in_eqs = True
            kernel.eqs_count += 1
            yield hold, self, c.entryNs
            if gap_start is not None:
                kernel.latency[now() - gap_start] += 1
            while exit_time < now():
                exit_time, handler = next(exits)
            by_itself = not kernel.tick_pending
            if by_itself:
                self.interruptible = True
                yield hold, self, exit_time - now()
                self.interruptible = False
                if self.interrupted():
                    by_itself = False
                    self.interruptReset()
            kernel.exits += 1
            gap_start = now()
            yield hold, self, c.exitNs
            kernel.in_eqs = False
            kernel.eqs_count += 1
            yield from self.compute(c.windowNs, False)
            yield hold, self, c.tailNs
            if kernel.need_resched:
                yield from self.reschedule()
            if by_itself:
                yield from self.compute(handler, True)
                exit_time, handler = next(exits)


class Rcuc(Task):
    def run(self):
        kernel = self.kernel
        while True:
            yield passivate, self
            yield hold, self, kernel.constants.switchNs
            yield from self.compute(kernel.constants.rcuCoreNs, False)
            kernel.rcu_core()
            kernel.cpu_no_qs = False
            yield hold, self, kernel.constants.switchNs
            kernel.current = kernel.vcpu
            reactivate(kernel.vcpu)


class Tick(Process):
    def run(self, kernel):
        while True:
            yield hold, self, kernel.constants.tickNs
            kernel.tick_pending = True
            if kernel.current.interruptible:
                self.interrupt(kernel.current)


class Requests(Process):
    def run(self, kthread, instants):
        for instant in instants:
            yield hold, self, instant - now()
            kthread.waiting.append(now())
            if kthread.idle:
                kthread.idle = False
                reactivate(kthread)


class OthersReport(Process):
    def run(self, kthread, delay):
        yield hold, self, delay
        kthread.wake()


class GpKthread(Process):
    def __init__(self, kernel):
        Process.__init__(self)
        self.kernel = kernel
        self.waiting = []
        self.idle = False
        self.sleeping = False

    def complete(self):
        others_done = self.others_busy_until <= now() and (self.scanned or not self.others_idle)
        return others_done and not self.kernel.leaf_waits

    def wake(self):
        if self.sleeping and self.complete():
            self.interrupt(self)

    def run(self):
        while True:
            if not self.waiting:
                self.idle = True
                yield passivate, self
            yield from self.grace_period()

    def grace_period(self):
        kernel = self.kernel
        c = kernel.constants
        start = now()
        kernel.gp_start = kernel.jiffies()
        kernel.gp_seq += 1
        served, self.waiting = self.waiting, []
        self.scanned = False
        self.others_idle = draw_uniform(self.others, start // c.tickNs, 0) < c.othersIdleShare
        self.others_busy_until = start + c.othersReportNs
        report = OthersReport()
        activate(report, report.run(self, c.othersReportNs))
        yield hold, self, c.gpInitNs
        kernel.leaf_seq = kernel.gp_seq
        kernel.leaf_waits = True
        yield from self.wait_for_completion()
        yield hold, self, c.gpCleanupNs
        kernel.gp_seq += 3
        kernel.leaf_seq = kernel.gp_seq
        kernel.grace_periods += 1
        kernel.gp_length[now() - start] += 1
        for called in served:
            kernel.synchronize_rcu[now() + c.callbackPathNs - called] += 1

    def wait_for_completion(self):
        kernel = self.kernel
        c = kernel.constants
        delay = c.fqsFirstJiffies
        while True:
            scan_time = (kernel.jiffies() + delay + 1) * c.tickNs + c.lagNs + c.fqsScanNs
            self.sleeping = True
            yield hold, self, scan_time - now()
            self.sleeping = False
            if self.interrupted():
                self.interruptReset()
                return
            if kernel.in_eqs or (self.scanned and kernel.eqs_count != self.snapshot):
                kernel.leaf_waits = False
            if not self.scanned:
                self.snapshot = kernel.eqs_count
            self.scanned = True
            if self.complete():
                return
            delay = c.fqsNextJiffies


class End(Process):
    def run(self, time):
        yield hold, self, time
        stopSimulation()


def run(c):
    initialize()
    kernel = Kernel(c)
    kernel.vcpu, kernel.rcuc, kernel.kthread = Vcpu(kernel), Rcuc(kernel), GpKthread(kernel)
    kernel.current = kernel.vcpu
    kernel.kthread.others = stream_key(c.seed, "others")
    exits = heapq.merge(
        ((time, c.msrHandlerNs) for time in arrivals(c.seed, "exits.msr", c.msrMeanNs)),
        ((time, c.heavyHandlerNs) for time in arrivals(c.seed, "exits.heavy", c.heavyMeanNs)),
        key=lambda exit: exit[0],
    )
    end, tick, requests = End(), Tick(), Requests()
    activate(end, end.run(c.endNs))
    activate(kernel.kthread, kernel.kthread.run())
    activate(requests, requests.run(kernel.kthread, arrivals(c.seed, "requests", c.requestMeanNs)))
    activate(tick, tick.run(kernel))
    activate(kernel.rcuc, kernel.rcuc.run())
    activate(kernel.vcpu, kernel.vcpu.run(exits))
    simulate(until=c.endNs)
    return kernel


def bucket(value):
    shift = max(0, value.bit_length() - 11)
    return (shift << 10) + (value >> shift)


def buckets(values):
    counts = Counter()
    for value, count in values.items():
        counts[bucket(value)] += count
    return sorted(counts.items())


def main():
    constants = SimpleNamespace(**json.loads(sys.argv[1]))
    begin = time.process_time()
    kernel = run(constants)
    seconds = time.process_time() - begin
    counts = {
        "seconds": seconds,
        "exits": kernel.exits,
        "ticks": kernel.ticks,
        "wakes": kernel.wakes,
        "gracePeriods": kernel.grace_periods,
        "latency": buckets(kernel.latency),
        "gracePeriodLength": buckets(kernel.gp_length),
        "synchronizeRcu": buckets(kernel.synchronize_rcu),
    }
    json.dump(counts, sys.stdout, separators=(",", ":"))


main()
