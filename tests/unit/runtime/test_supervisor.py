"""The supervisor with small real children: order, restarts, signals, and that nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from runtime.process_group import kill_group
from runtime.supervisor import Child, PartFailed, Supervisor

pytestmark = [pytest.mark.timeout(30), pytest.mark.slow]  # real processes, with their delays

TRACE_ENDING = """
import signal, sys, time
def end(*_):
    time.sleep(float(sys.argv[3]))
    with open(sys.argv[1], "a") as file:
        file.write(sys.argv[2] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
while True:
    time.sleep(0.02)
"""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"
WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"])
print("grandchild", child.pid, flush=True)
time.sleep(99)
"""


def python(name: str, code: str, *arguments: str, stop_seconds: float = 5.0) -> Child:
    return Child(name=name, argv=(sys.executable, "-c", code, *arguments), stop_seconds=stop_seconds)


def eventually(happened: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def lines() -> list[str]:
    return []


def pid_after(word: str, lines: list[str]) -> int:
    """The last word of the first line with this word in it, which the child prints as its process id."""
    assert eventually(lambda: any(word in line for line in lines)), lines
    return int(next(line for line in lines if word in line).split()[-1])


def test_parts_end_in_the_reverse_order_of_their_start(tmp_path: Path, lines: list[str]) -> None:
    trace = tmp_path / "trace"
    with Supervisor(lines.append) as supervisor:
        for name, delay in (("broker", "0"), ("worker", "0.3"), ("api", "0.1")):
            supervisor.start(python(name, TRACE_ENDING, str(trace), name, delay))
        assert eventually(lambda: sum("up" in line for line in lines) == 3)
    assert trace.read_text().split() == ["api", "worker", "broker"]


def test_a_part_is_waited_for_until_it_is_ready(tmp_path: Path, lines: list[str]) -> None:
    flag = tmp_path / "flag"
    code = f"import pathlib, time; time.sleep(0.3); pathlib.Path({str(flag)!r}).touch(); time.sleep(99)"
    with Supervisor(lines.append) as supervisor:
        supervisor.start(Child(name="slow", argv=(sys.executable, "-c", code), ready=flag.exists))
        assert flag.exists()


def test_a_part_that_ends_before_it_is_ready_fails_the_start(lines: list[str]) -> None:
    broken = Child(name="broken", argv=(sys.executable, "-c", "raise SystemExit(3)"), ready=lambda: False)
    with Supervisor(lines.append) as supervisor, pytest.raises(PartFailed, match="broken ended with code 3"):
        supervisor.start(broken)


def test_a_part_that_never_gets_ready_fails_the_start_in_its_time(lines: list[str]) -> None:
    argv = (sys.executable, "-c", "import time; time.sleep(99)")
    stuck = Child(name="stuck", argv=argv, ready=lambda: False, ready_seconds=0.2)
    with Supervisor(lines.append) as supervisor, pytest.raises(PartFailed, match="not ready within"):
        supervisor.start(stuck)


def test_a_program_that_does_not_exist_fails_the_start_by_name(lines: list[str]) -> None:
    with Supervisor(lines.append) as supervisor, pytest.raises(PartFailed, match="ghost"):
        supervisor.start(Child(name="ghost", argv=("/nonexistent/ghost",)))


def test_a_failed_single_run_is_reported_with_its_code(lines: list[str]) -> None:
    with Supervisor(lines.append) as supervisor:
        supervisor.run(python("fine", "print('done')"))
        with pytest.raises(PartFailed, match="migrate ended with code 7"):
            supervisor.run(python("migrate", "raise SystemExit(7)"))


def test_output_carries_the_name_of_its_part_and_loses_no_last_line(lines: list[str]) -> None:
    with Supervisor(lines.append) as supervisor:
        supervisor.run(python("both", "import sys; print('one'); sys.stdout.flush(); print('two', file=sys.stderr)"))
    assert lines == ["both   | one", "both   | two"]


def test_bytes_that_are_no_text_do_not_stop_the_output(lines: list[str]) -> None:
    with Supervisor(lines.append) as supervisor:
        supervisor.run(python("odd", "import os; os.write(1, b'\\xff\\xfe\\nafter\\n')"))
    assert lines[-1].endswith("after")


def test_a_reader_who_went_away_stops_nothing() -> None:
    def broken(line: str) -> None:
        raise BrokenPipeError

    with Supervisor(broken) as supervisor:
        supervisor.run(python("talker", "print('x' * 70_000); print('y')"))


def test_a_part_that_does_not_hear_is_killed_after_its_time(lines: list[str]) -> None:
    with Supervisor(lines.append) as supervisor:
        supervisor.start(python("deaf", DEAF, stop_seconds=0.2))
        assert eventually(lambda: bool(lines))
        begun = time.monotonic()
    assert time.monotonic() - begun < 3
    assert "deaf did not end within 0.2 s: killed" in lines


def test_the_children_of_a_part_end_with_it(lines: list[str]) -> None:
    with Supervisor(lines.append) as supervisor:
        supervisor.start(python("parent", WITH_CHILD))
        grandchild = pid_after("grandchild", lines)
        assert runs(grandchild)
    assert eventually(lambda: not runs(grandchild))


def test_what_nohup_ignores_stays_ignored_but_ctrl_c_is_always_heard(lines: list[str]) -> None:
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGHUP, signal.SIGINT)}
    try:
        with Supervisor(lines.append):
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
            assert signal.getsignal(signal.SIGINT) != signal.SIG_IGN
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_kill_group_does_not_wait_for_a_group_that_is_gone() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    process.wait()
    begun = time.monotonic()
    kill_group(process)
    assert time.monotonic() - begun < 0.5


# A supervisor in a process of its own, for what can only be seen from outside: signals and sudden death.
SUPERVISED = """
import sys
from runtime.supervisor import Child, Interrupted, Supervisor

def part(name, code, *arguments, **options):
    return Child(name=name, argv=(sys.executable, "-uc", code, *arguments), **options)

try:
    with Supervisor(lambda line: print(line, flush=True)) as supervisor:
        {body}
        print("all started", flush=True)
        supervisor.watch()
except Interrupted:
    print("interrupted", flush=True)
"""


class Outside:
    """A running supervisor, its output and every process that it ever had."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []

    def line_with(self, word: str, *, nth: int = 1) -> str:
        """The nth line with this word in it, whether it was read before or has yet to come."""
        assert self.process.stdout is not None
        while len(found := [line for line in self.lines if word in line]) < nth:
            line = self.process.stdout.readline()
            assert line, f"{word!r} was not printed {nth} times: {self.lines}"
            self.lines.append(line.rstrip())
        return found[nth - 1]

    def family(self) -> list[int]:
        return [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]


@pytest.fixture
def supervise() -> Iterator[Callable[[str], Outside]]:
    started: list[Outside] = []

    def start(body: str) -> Outside:
        code = SUPERVISED.format(body=textwrap.indent(textwrap.dedent(body), " " * 8).strip())
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(Outside(process))
        return started[-1]

    yield start
    for outside in started:
        outside.process.kill()
        outside.process.communicate()


PRINTS_PID = "import os, time; print('pid', os.getpid()); time.sleep(99)"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_parts_with_exit_code_0(supervise: Callable[[str], Outside], number: signal.Signals) -> None:
    outside = supervise(f"supervisor.start(part('one', {PRINTS_PID!r}))")
    outside.line_with("all started")
    family = outside.family()
    outside.process.send_signal(number)
    assert outside.process.wait(10) == 0
    assert len(family) == 2  # the part and the guard
    assert eventually(lambda: not any(runs(pid) for pid in family))


def test_a_signal_while_a_part_is_starting_is_heard_at_once(supervise: Callable[[str], Outside]) -> None:
    outside = supervise(f"supervisor.start(part('one', {PRINTS_PID!r}, ready=lambda: False))")
    outside.line_with("pid")
    family = outside.family()
    outside.process.terminate()
    outside.line_with("interrupted")
    assert outside.process.wait(10) == 0
    assert eventually(lambda: not any(runs(pid) for pid in family))


def test_the_same_stop_arriving_twice_still_lets_a_part_finish(
    supervise: Callable[[str], Outside], tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    outside = supervise(f"supervisor.start(part('one', {TRACE_ENDING!r}, {str(trace)!r}, 'finished', '0.5'))")
    outside.line_with("up")
    outside.process.terminate()
    time.sleep(0.1)
    outside.process.terminate()
    assert outside.process.wait(10) == 0
    assert trace.read_text() == "finished\n"


def test_a_second_ctrl_c_of_a_person_in_a_hurry_kills(supervise: Callable[[str], Outside]) -> None:
    outside = supervise(f"supervisor.start(part('deaf', {DEAF!r}, stop_seconds=60))")
    outside.line_with("up")
    outside.process.send_signal(signal.SIGINT)
    time.sleep(1.2)
    outside.process.send_signal(signal.SIGINT)
    assert outside.process.wait(5) == 0


def test_a_killed_supervisor_leaves_neither_children_nor_grandchildren(
    supervise: Callable[[str], Outside],
) -> None:
    outside = supervise(f"supervisor.start(part('parent', {WITH_CHILD!r}))")
    grandchild = int(outside.line_with("grandchild").split()[-1])
    family = outside.family()
    assert grandchild in family
    outside.process.kill()
    assert eventually(lambda: not any(runs(pid) for pid in family))


def test_a_part_that_died_is_started_again_and_that_is_said(supervise: Callable[[str], Outside]) -> None:
    outside = supervise(f"supervisor.start(part('one', {PRINTS_PID!r}))")
    first = int(outside.line_with("pid").split()[-1])
    outside.line_with("all started")
    os.kill(first, signal.SIGKILL)
    assert outside.line_with("again") == "one was ended by SIGKILL; starting it again in 0.5 s"
    second = int(outside.line_with("pid", nth=2).split()[-1])
    assert runs(second)
    assert second != first


def test_a_part_that_dies_again_and_again_is_started_ever_more_rarely(
    supervise: Callable[[str], Outside],
) -> None:
    outside = supervise("supervisor.start(part('brief', 'raise SystemExit(1)'))")
    delays = [outside.line_with("again", nth=nth).split()[-2] for nth in (1, 2, 3)]
    assert delays == ["0.5", "1", "2"]


def test_what_a_dead_part_left_running_is_gone_before_it_is_started_again(
    supervise: Callable[[str], Outside],
) -> None:
    outside = supervise(f"supervisor.start(part('parent', {WITH_CHILD!r}))")
    grandchild = int(outside.line_with("grandchild").split()[-1])
    outside.line_with("all started")
    os.kill(psutil.Process(grandchild).ppid(), signal.SIGKILL)
    outside.line_with("grandchild", nth=2)
    assert not runs(grandchild)
