# SPDX-License-Identifier: Apache-2.0
"""Running the FPGA tools from Python, and the small file helpers that go with it."""
import hashlib
import os
import subprocess

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLCHAIN = os.path.join(REPO, 'fpga', 'tools', 'toolchain.sh')

# The static (electrostatic) placer: with long carry chains and many control sets the default one ends up with three times the wire length
# and takes ten times as long.
NEXTPNR = ('nextpnr-himbaechel-xilinx', '--placer', 'static', '--router', 'router2')


class FlowError(Exception):
    """A tool that failed, with what it said, or a design that the flow does not let through."""


def run_tool(folder, log, *command):
    """A tool of the FPGA folder, run in `folder` at low priority; its output goes into `log` there. Returns the exit code."""
    with open(os.path.join(folder, log), 'w', encoding='utf-8') as out:
        return subprocess.call(['nice', TOOLCHAIN, 'run', *command], cwd=folder, stdout=out, stderr=subprocess.STDOUT)


def need_tool(folder, log, *command):
    """The same, for a tool that must succeed."""
    if run_tool(folder, log, *command):
        raise FlowError(f'{command[0]} failed (log: {os.path.join(folder, log)}):\n{tail(folder, log)}')


def tail(folder, log, lines=8):
    """The last lines of a log."""
    with open(os.path.join(folder, log), encoding='utf-8', errors='replace') as text:
        return ''.join(text.readlines()[-lines:])


def tool_versions():
    return subprocess.run([TOOLCHAIN, 'versions'], check=True, capture_output=True, text=True).stdout


def database_folder():
    """The prjxray database of Artix-7 in the folder of the FPGA tools."""
    root = subprocess.run([TOOLCHAIN, 'path'], check=True, capture_output=True, text=True).stdout.strip()
    return os.path.join(root, 'usr', 'share', 'prjxray', 'database', 'artix7')


def digest(*parts):
    """One short hash of some texts."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.encode() + b'\0')
    return total.hexdigest()[:16]


def read(path):
    with open(path, encoding='utf-8') as text:
        return text.read()


def write(path, text):
    """A file that is there as a whole or not at all."""
    with open(path + '.part', 'w', encoding='utf-8') as out:
        out.write(text)
    os.replace(path + '.part', path)


def packages_first(files):
    """SystemVerilog files in the order in which they can be read."""
    return sorted(files, key=lambda f: (not f.endswith('_pkg.sv'), f))
