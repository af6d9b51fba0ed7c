"""A SLURM cluster of one node with two made-up GPUs, from Debian's packages and without systemd."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psutil

PROGRAMS = "sbatch scancel scontrol sinfo squeue srun".split()
DAEMONS = "munged slurmctld slurmd".split()
PACKAGES = "munge slurm-client slurmctld slurmd".split()
NODE = "bindery-test"
GPUS = 2
# Jobs are numbered from here, so that no process of another cluster's is taken for one of these.
FIRST_JOB = 700_000
# Seconds that a node is away when it reboots.
OUTAGE = 25
CONFIGURATION = """\
ClusterName={node}
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock,cred_expire=10
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=0
FirstJobId={first_job}
MinJobAge=3600
BatchStartTimeout=5
KillWait=3
ReturnToService=2
SlurmdTimeout=60
GresTypes=gpu
NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 CPUs=8 RealMemory=64000 Gres=gpu:{gpus}
PartitionName=cpu Nodes={node} Default=YES MaxTime=INFINITE
PartitionName=gpu Nodes={node} MaxTime=INFINITE
"""


def missing() -> str:
    """Why SLURM cannot run here, having tried to install it; empty if it can."""
    if os.geteuid() != 0:
        return "SLURM's daemons need root"
    programs = PROGRAMS + DAEMONS
    if not all(shutil.which(name) for name in programs):
        if not shutil.which("apt-get"):
            return "SLURM is not installed, and there is no apt to install it by"
        install()
    absent = [name for name in programs if not shutil.which(name)]
    return f"{' '.join(PACKAGES)} cannot be installed by apt" if absent else ""


def install() -> None:
    """Install SLURM's packages as far as apt can."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "timeout": 180}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=environment, **quiet)
    command = ["apt-get", "install", "-qy", "--no-install-recommends", *PACKAGES]
    subprocess.run(command, env=environment, **quiet)


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


def wait_for(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.2)


@dataclass
class Cluster:
    """The daemons and their folder. All that SLURM writes lies in the folder."""

    folder: Path
    daemons: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self) -> None:
        for name in ("state", "spool", "bin"):
            (self.folder / name).mkdir(parents=True)
        self._configure()
        munge = ["--foreground", "--force", f"--key-file={self.folder}/munge.key"]
        munge += [f"--{kind}-file={self.folder}/munge.{kind}" for kind in ("pid", "log", "seed")]
        self._run("munged", *munge, f"--socket={self.folder}/munge.sock")
        wait_for((self.folder / "munge.sock").exists, "munged")
        self._run("slurmctld", "-D")
        self.start_node()

    def _configure(self) -> None:
        key = self.folder / "munge.key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o400)
        values = {"host": socket.gethostname().split(".")[0], "node": NODE, "gpus": GPUS}
        ports = {"controller_port": free_port(), "node_port": free_port()}
        text = CONFIGURATION.format(folder=self.folder, first_job=FIRST_JOB, **values, **ports)
        (self.folder / "slurm.conf").write_text(text)
        files = [self.folder / f"gpu{number}" for number in range(GPUS)]
        for file in files:
            # A device that swallows what it is given, as /dev/null does.
            os.mknod(file, 0o600 | 0o020000, os.makedev(1, 3))
        lines = [f"NodeName={NODE} Name=gpu File={file}\n" for file in files]
        (self.folder / "gres.conf").write_text("".join(lines))
        # Snakemake's plugin takes SLURM's variables away; elsewhere the file is found in /etc.
        for name in PROGRAMS:
            wrapper = self.folder / "bin" / name
            conf = f"SLURM_CONF={self.folder}/slurm.conf"
            wrapper.write_text(f'#!/bin/sh\n{conf} exec {shutil.which(name)} "$@"\n')
            wrapper.chmod(0o755)

    def _run(self, name: str, *arguments: str) -> None:
        """Start a daemon, which ends with this process at the latest."""
        with open(self.folder / f"{name}.out", "a") as log:
            self.daemons[name] = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", str(shutil.which(name)), *arguments],
                env=os.environ | {"SLURM_CONF": str(self.folder / "slurm.conf")},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_node(self) -> None:
        """Start slurmd, and wait until the controller has heard from it."""
        started = datetime.now().isoformat(timespec="seconds")
        self._run("slurmd", "-D", "-N", NODE)
        wait_for(lambda: self._node_since() >= started, "the node")

    def _node_since(self) -> str:
        """When the node's daemon that the controller knows was started."""
        shown = self.ask("scontrol", "show", "node", NODE, check=False)
        found = re.search(r"SlurmdStartTime=(\d\S+)", shown)
        return found[1] if found else ""

    def kill_daemon_of_node(self) -> None:
        """Kill slurmd alone; jobs go on, as after a crash of the daemon."""
        self.daemons["slurmd"].kill()
        self.daemons["slurmd"].wait()

    def reboot_node(self) -> None:
        """Kill slurmd and all that runs under it, as a power cut does; start the node again."""
        self.kill_daemon_of_node()
        for process in self.processes():
            process.kill()
        # The controller misses no job that it heard of within the last seconds.
        time.sleep(OUTAGE)
        self.start_node()

    def processes(self) -> list[psutil.Process]:
        """Processes of this cluster's jobs, SLURM's own step daemons among them."""
        found = []
        for process in psutil.process_iter():
            try:
                title = " ".join(process.cmdline())
                environment = process.environ()
            except psutil.Error:
                continue
            ours = environment.get("PATH", "").startswith(f"{self.folder}/bin")
            step = title.startswith(f"slurmstepd: [{str(FIRST_JOB)[:3]}")
            if step or (ours and "SLURM_JOB_ID" in environment):
                found.append(process)
        return found

    def environment(self) -> dict[str, str]:
        """What a user's shell on this cluster has."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SLURM")}
        return kept | {"PATH": f"{self.folder}/bin:{os.environ['PATH']}"}

    def ask(self, *command: str, check: bool = True) -> str:
        """What one of SLURM's commands prints."""
        command = (str(self.folder / "bin" / command[0]), *command[1:])
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0 or not check, f"{command}: {done.stderr}"
        return done.stdout

    def jobs(self) -> list[dict[str, str]]:
        """All jobs so far by scontrol's fields, oldest first."""
        lines = self.ask("scontrol", "show", "job", "--oneliner").splitlines()
        words = (line.split() for line in lines if line.startswith("JobId="))
        found = [dict(word.split("=", 1) for word in line if "=" in word) for line in words]
        return sorted(found, key=lambda job: int(job["JobId"]))

    def runs(self, job: str) -> bool:
        """Whether a job runs at this moment."""
        return self.ask("squeue", "--noheader", f"--jobs={job}", "--format=%T").strip() == "RUNNING"

    def stop(self) -> None:
        """End all jobs, then the daemons; nothing stays."""
        if "slurmctld" in self.daemons:
            self.ask("scancel", "--full", "--user=root", check=False)
        for name in reversed(self.daemons):
            self.daemons[name].send_signal(signal.SIGTERM)
            try:
                self.daemons[name].wait(10)
            except subprocess.TimeoutExpired:
                self.daemons[name].kill()
                self.daemons[name].wait()
        for process in self.processes():
            process.kill()
