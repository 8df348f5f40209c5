# SPDX-License-Identifier: Apache-2.0
"""The folder of the FPGA tools: when it counts as complete, what it says when it cannot be made, and that running leaves nothing behind."""
import os
import subprocess
import unittest

from support import REPO, needs_tools, new_folder, write

TOOLCHAIN = os.path.join(REPO, 'fpga', 'tools', 'toolchain.sh')


def toolchain(*words, cache=None, cwd=REPO, **environment):
    env = {**os.environ, **environment, **({'OPENPML_CACHE': cache} if cache else {})}
    return subprocess.run([TOOLCHAIN, *words], cwd=cwd, env=env, capture_output=True, text=True, check=False)


class TestComplete(unittest.TestCase):
    """The marker, in a made-up folder."""

    def setUp(self):
        self.cache = new_folder(self)
        self.packages = subprocess.run([os.path.join(REPO, 'scripts', 'bootstrap.sh'), '--forky'], check=True, capture_output=True,
                                       text=True).stdout.split()
        self.set_up(self.packages, [f'{p} 1.0' for p in sorted(self.packages)])

    def set_up(self, installed, marked):
        root = f'{self.cache}/fpga/root'
        write(f'{root}/var/lib/dpkg/status', ''.join(f'Package: {p}\nStatus: install ok installed\nMaintainer: x <x@x.x>\nArchitecture: all\n'
                                                     f'Version: 1.0\nDescription: x\n\n' for p in installed))
        write(f'{root}/.openpml-complete', '\n'.join(marked) + '\n')

    def complete(self):
        return toolchain('check', cache=self.cache).returncode == 0

    def test_complete(self):
        self.assertGreaterEqual(len(self.packages), 4)
        self.assertTrue(self.complete())

    def test_no_folder_or_no_marker(self):
        os.remove(f'{self.cache}/fpga/root/.openpml-complete')
        self.assertFalse(self.complete())
        self.assertNotEqual(toolchain('check', cache=f'{self.cache}/nothing').returncode, 0)

    def test_a_package_that_is_missing(self):
        self.set_up(self.packages[1:], [f'{p} 1.0' for p in sorted(self.packages[1:])])
        self.assertFalse(self.complete())

    def test_another_version_than_was_installed(self):
        self.set_up(self.packages, [f'{p} 1.1' for p in sorted(self.packages)])
        self.assertFalse(self.complete())

    def test_without_a_mirror_there_is_one_error(self):
        if os.geteuid() != 0:
            self.skipTest('needs root')
        done = toolchain('install', cache=f'{self.cache}/new', OPENPML_DEBIAN_MIRROR='http://127.0.0.1:9/debian')
        self.assertEqual(done.returncode, 1)
        self.assertEqual([line for line in done.stderr.splitlines() if 'is there a network?' in line], done.stderr.splitlines()[-1:])
        self.assertNotEqual(toolchain('check', cache=f'{self.cache}/new').returncode, 0)


@needs_tools
class TestRun(unittest.TestCase):
    """Running tools."""

    def test_same_folder_exit_code_and_no_mounts(self):
        done = toolchain('run', 'sh', '-c', 'ls; exit 7', cwd=os.path.join(REPO, 'fpga', 'tests', 'blink'))
        self.assertEqual((done.returncode, done.stdout.split()), (7, ['blink.sv', 'blink.xdc']))
        root = toolchain('path').stdout.strip()
        with open('/proc/self/mounts', encoding='utf-8') as mounts:
            self.assertEqual([line for line in mounts if root in line], [])
        self.assertEqual((os.listdir(f'{root}/mnt'), os.listdir(f'{root}/proc'), os.listdir(f'{root}/tmp')), ([], [], []))

    def test_outside_of_the_repository_is_refused(self):
        done = toolchain('run', 'true', cwd='/')
        self.assertEqual(done.returncode, 1)
        self.assertIn('run from a folder in', done.stderr)

    def test_words_are_passed_as_they_are(self):
        self.assertEqual(toolchain('run', 'printf', '%s|', 'a b', '$HOME', '"c"').stdout, 'a b|$HOME|"c"|')
