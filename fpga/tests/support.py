# SPDX-License-Identifier: Apache-2.0
"""What the tests of the FPGA flow share: folders in the build, and whether the FPGA tools are there."""
import functools
import os
import shutil
import subprocess
import sys
import unittest

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
for place in ('fpga/tools', 'fpga/timing', 'scripts'):
    sys.path.insert(0, os.path.join(REPO, place))


def new_folder(test):
    """An empty folder of the build for one test."""
    folder = os.path.join(REPO, 'build', 'fpga', 'test', test.id().rpartition('.')[2])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as out:
        out.write(text)


@functools.lru_cache(None)
def why_no_tools():
    """Why the FPGA tools cannot be had; empty when they are there."""
    done = subprocess.run([os.path.join(REPO, 'fpga', 'tools', 'toolchain.sh'), 'install'], capture_output=True, text=True, check=False)
    return '' if done.returncode == 0 else (done.stderr.strip() or 'toolchain.sh failed').splitlines()[-1]


def needs_tools(test_class):
    """Skips the tests of a class when the FPGA tools cannot be had."""
    original = test_class.setUpClass

    @classmethod
    def set_up_class(cls):
        why = why_no_tools()
        if why:
            raise unittest.SkipTest(why)
        original.__func__(cls)
    test_class.setUpClass = set_up_class
    return test_class
