#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the Vivado build scripts of the PCIe boards against vivado_mock.tcl (in the Tcl interpreter of yosys): they run to their end, name
files that exist, make every IP that has a stub, and stop with one clear line when something is wrong. Without Vivado nothing more can be
tested: not whether IP parameters and their values are right. 'PASS name' or 'FAIL name' a line."""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BOARDS = ("nitefury", "kcu116")


def run(folder, argv, **mock):
    """The script with these arguments; mock: settings of vivado_mock.tcl."""
    values = dict(mock, argv=" ".join(argv), root=ROOT, script=f"{ROOT}/fpga/pcie/tcl/build.tcl")
    wrapper = os.path.join(folder, "run.tcl")
    with open(wrapper, "w", encoding="utf-8") as file:
        for key, value in values.items():
            file.write(f"set mock({key}) {{{value}}}\n")
        file.write(f"source {ROOT}/fpga/tools/vivado_mock.tcl\n")
    return subprocess.run(["yosys", "-Q", "-T", "-q", "-c", wrapper], capture_output=True, text=True, check=False)


def stubs_of(board):
    with open(f"{ROOT}/fpga/{board}/board.tcl", encoding="utf-8") as file:
        return re.search(r"set ips\s+\{([^}]*)\}", file.read()).group(1).split()


def instances_of(board):
    """Stubs that the board's top level instantiates."""
    with open(f"{ROOT}/fpga/{board}/pml_{board}.sv", encoding="utf-8") as file:
        text = file.read()
    stubs = [name[:-2] for name in os.listdir(f"{ROOT}/fpga/pcie/ip")]
    return sorted(name for name in stubs if re.search(rf"^\s*{name}\s+u_\w+ \(", text, re.M) and not name.startswith("IBUF"))


def main():
    failed = 0

    def verdict(name, good, done):
        nonlocal failed
        failed += not good
        print(f"{'PASS' if good else 'FAIL'} vivado_{name}" + ("" if good else f"\n{done.stdout}{done.stderr}"))

    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        for board in BOARDS:
            done = run(folder, [board, out])
            made = f"pml: made {out}/pml_{board}.bit" in done.stdout and os.path.exists(f"{out}/pml_{board}.bit")
            verdict(f"{board}_to_bitstream", done.returncode == 0 and made and not done.stderr, done)
            ips = sorted(re.findall(r"^pml: IP (\w+)", done.stdout, re.M))
            verdict(f"{board}_makes_its_ip", ips == sorted(stubs_of(board)) == instances_of(board), done)
            done = run(folder, [board, out], slack="-0.01")
            verdict(f"{board}_no_bitstream_without_timing",
                    done.returncode == 1 and "pml: ERROR: timing is not met: no bitstream" in done.stderr, done)
        done = run(folder, ["nitefury", out], port="INTX_MSI_Grant")
        verdict("port_missing_in_generated_ip", done.returncode == 1 and "1 ports differ" in done.stderr
                and "port INTX_MSI_Grant of fpga/pcie/ip/axi_pcie_0.v is not in the generated IP" in done.stdout, done)
        tree = xml.etree.ElementTree.parse(os.path.join(out, "mig.prj"))
        pins = {pin.get("name"): pin.get("PADName") for pin in tree.iter("Pin")}
        ddr = [name for name in pins if name.startswith("ddr3_")]
        verdict("memory_pins", len(ddr) == 49 and pins["ddr3_dq[15]"] == "D22" and pins["sys_clk_p/n"] == "J19/H19(CC_P/N)", done)
        done = run(folder, ["kcu116", out, "-to", "ip", "-set", "pci_vendor=ABCD"])
        verdict("value_from_outside", done.returncode == 0 and "CONFIG.vendor_id ABCD" in done.stdout
                and "synth_design" not in done.stdout, done)
        for name, argv, words in (("unknown_board", ["arty9", out], "no board 'arty9'"),
                                  ("unknown_step", ["kcu116", out, "-to", "fly"], "-to fly: one of ip synth impl bit"),
                                  ("unknown_value", ["kcu116", out, "-set", "colour=red"], "no such value"),
                                  ("no_arguments", [], "usage: -tclargs BOARD")):
            done = run(folder, argv)
            verdict(name, done.returncode == 1 and words in done.stderr and done.stderr.count("\n") == 1, done)
        done = subprocess.run(["make", "-s", "-C", f"{ROOT}/fpga/kcu116", "VIVADO=no-such-program"], capture_output=True, text=True, check=False)
        verdict("says_that_vivado_is_missing", done.returncode != 0 and "no 'no-such-program' in PATH" in done.stderr, done)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
