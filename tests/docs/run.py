#!/usr/bin/env python3
"""Runs the commands of README.md, docs/tour.md, docs/integrate/ and docs/operate/first-start.md; compares the output with the pages.

    python3 tests/docs/run.py --binary target/debug/national-survey

README.md, the tour and the pages for integrators run beside a demonstration: a new one, or with `--demo FOLDER` the running one with that
data folder. They write to it. The first start runs in an empty folder, on SQLite and on a throwaway PostgreSQL. With REQUIRE_POSTGRES=1 it is a failure that there
is no PostgreSQL. The pages need `curl`, `jq`, `oathtool` and `openssl`, and a Python with aiosmtpd: this one, that of target/smtp, or
SMTP_PYTHON. page.py explains the marks of blocks.
"""

import argparse
import glob
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import copies
from page import Page

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def free_port():
    """Returns a port on which no process listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def python_with_mail_server():
    """Returns the Python interpreter that has aiosmtpd, or None."""
    for python in (sys.executable, os.path.join(ROOT, "target/smtp/bin/python"), os.environ.get("SMTP_PYTHON")):
        if python and os.path.exists(python) and not subprocess.run([python, "-c", "import aiosmtpd"], capture_output=True).returncode:
            return python
    return None


def postgresql_binaries():
    """Returns the folder of PostgreSQL's server binaries, or None."""
    found = shutil.which("initdb")
    folders = [os.path.dirname(found)] if found else []
    folders += sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    return folders[-1] if folders else None


class Postgresql:
    """A throwaway cluster that asks for passwords over TCP, as a real one does."""

    def __init__(self, binaries):
        self.binaries, self.folder, self.port = binaries, tempfile.mkdtemp(prefix="docs-postgresql-"), free_port()
        self.user = []
        if os.getuid() == 0:
            # The server refuses to run as root.
            user = next(name for name in ("postgres", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()})
            self.user = ["runuser", "-u", user, "--"]
            shutil.chown(self.folder, user)
        data = os.path.join(self.folder, "data")
        self.run("initdb", "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "-D", data)
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "start", "-w", "-s", "-D", data, "-l", os.path.join(self.folder, "log"), "-o", options)

    def run(self, command, *arguments):
        command = [*self.user, os.path.join(self.binaries, command), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)

    def environment(self):
        """Returns the variables by which `psql`, and a database address without a port, find the
        cluster.
        """
        return {"PGHOST": self.folder, "PGPORT": str(self.port), "PGUSER": "postgres"}

    def end(self):
        self.run("pg_ctl", "stop", "-m", "immediate", "-s", "-D", os.path.join(self.folder, "data"))
        shutil.rmtree(self.folder, ignore_errors=True)


class Demonstration:
    """Demonstration in a data folder of its own."""

    def __init__(self, binary, folder, environment):
        # A build without optimisation can be slower than the service's time limit for a request.
        environment = {**environment, "NATIONAL_SURVEY_LIMITS__SIGNED_IN__TIME_MS": "60000"}
        log = os.path.join(folder, "demo.log")
        command = [binary, "demo", "--data-dir", os.path.join(folder, "data"), "--port", "0"]
        with open(log, "w") as file:
            self.process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=environment)
        for _ in range(600):
            if "\nLook at" in open(log).read():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.5)
        sys.exit(f"The demonstration did not start:\n{open(log).read()}")

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def environment(work, binary, python, more):
    """Returns an environment without settings of the product, in which the pages' commands find this build."""
    bin_folder = os.path.join(work, "bin")
    os.makedirs(bin_folder)
    os.symlink(os.path.abspath(binary), os.path.join(bin_folder, "national-survey"))
    shim = os.path.join(bin_folder, "python3")
    with open(shim, "w") as file:
        file.write(f'#!/bin/sh\nexec "{python}" "$@"\n')
    os.chmod(shim, 0o755)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("NATIONAL_SURVEY_", "DATABASE_URL", "PG"))}
    # The pages do not show the log.
    return {**kept, "PATH": f"{bin_folder}:{kept['PATH']}", "NATIONAL_SURVEY_LOG": "warn", **more}


def run_page(path, *arguments, **options):
    """Runs one page; returns how many checks passed and failed."""
    with open(os.path.join(ROOT, path)) as file:
        page = Page(path, file.read(), *arguments, **options)
    try:
        page.run()
    finally:
        page.shell.end()
    return page.passed, page.failed


def tour(work, binary, python, data):
    """Runs the queries of README.md, the tour and the pages for integrators beside a demonstration."""
    variables = environment(work, binary, python, {})
    demonstration = None
    if data is None:
        demonstration = Demonstration(binary, work, variables)
    else:
        os.symlink(os.path.abspath(data), os.path.join(work, "data"))
    try:
        with open(os.path.join(work, "data/demo.json")) as file:
            demo = json.load(file)
        addresses = {"127.0.0.1:8080": demo["graphql"].split("/")[2]}
        # These two show a smaller demonstration, and an instrument of the reader.
        others = {"docs/integrate/files.md", "docs/integrate/instruments.md"}
        integrate = sorted(set(glob.glob("docs/integrate/*.md", root_dir=ROOT)) - others)
        paths = ["README.md", "docs/tour.md", *integrate]
        pages = [run_page(path, work, variables, addresses=addresses, demo=demo) for path in paths]
        return tuple(map(sum, zip(*pages)))
    finally:
        if demonstration:
            demonstration.end()


def first_start(work, binary, python, more, on):
    """Runs the first start in an empty folder."""
    port, mail = free_port(), free_port()
    settings = {"NATIONAL_SURVEY_PORT": str(port), "NATIONAL_SURVEY_ORIGIN": f"http://localhost:{port}"}
    os.symlink(os.path.join(ROOT, "api"), os.path.join(work, "api"))
    addresses = {"localhost:8080": f"localhost:{port}", "127.0.0.1:2525": f"127.0.0.1:{mail}"}
    variables = environment(work, binary, python, {**settings, **more})
    return run_page("docs/operate/first-start.md", work, variables, addresses=addresses, on=on)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", required=True, help="the program")
    arguments.add_argument("--demo", metavar="FOLDER", help="data folder of a running demonstration")
    arguments.add_argument("--only", choices=["tour", "first-start"], help="one page alone")
    asked = arguments.parse_args()
    # A page that is ended from outside ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    python = python_with_mail_server()
    missing = [command for command in ("bash", "curl", "jq", "oathtool", "openssl") if not shutil.which(command)]
    missing += [] if python else ["aiosmtpd (python3 -m venv target/smtp; target/smtp/bin/pip install aiosmtpd)"]
    if missing:
        sys.exit(f"Missing: {', '.join(missing)}")
    if not os.access(asked.binary, os.X_OK):
        sys.exit(f"There is no program {asked.binary}")

    if wrong := copies.wrong():
        sys.exit("\n".join(wrong))
    results = []
    if asked.only != "first-start":
        with tempfile.TemporaryDirectory(prefix="docs-tour-") as work:
            results.append(tour(work, asked.binary, python, asked.demo))
    if asked.only != "tour":
        with tempfile.TemporaryDirectory(prefix="docs-first-start-") as work:
            results.append(first_start(work, asked.binary, python, {}, "sqlite"))
        if binaries := postgresql_binaries():
            cluster = Postgresql(binaries)
            try:
                with tempfile.TemporaryDirectory(prefix="docs-first-start-") as work:
                    results.append(first_start(work, asked.binary, python, cluster.environment(), "postgresql"))
            finally:
                cluster.end()
        else:
            print("*** The first start was not run on PostgreSQL: there are no server binaries. ***")
            results += [(0, 1)] if os.environ.get("REQUIRE_POSTGRES") == "1" else []
    passed, failed = (sum(column) for column in zip(*results))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
