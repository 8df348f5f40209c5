#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of check_constraints.py: a good pair passes, and each defect, put into it alone, is found. 'PASS name' or 'FAIL name' a line."""
import os
import subprocess
import sys
import tempfile

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check_constraints.py")
TOP = """// a comment with ) and (
module board #(parameter int unsigned W = 2, parameter int unsigned N = 1_0 / 5) (
  input  logic clk_i, /* a note, with a comma */
  input  logic rx_p_i,
  output logic [W-1:0] led_o,
  inout  wire [N-1:0] pad
);
endmodule
"""
XDC = """# a comment with [get_ports nothing]
set_property -dict {PACKAGE_PIN A1 IOSTANDARD LVCMOS33} [get_ports clk_i]; # the clock
create_clock -period 10.0 -name clk [get_ports clk_i]
set_property PACKAGE_PIN B1 [get_ports rx_p_i]
set_property PACKAGE_PIN C1 [get_ports {led_o[0]}]
set_property PACKAGE_PIN C2 [get_ports {led_o[1]}]
set_property IOSTANDARD LVCMOS33 [get_ports {led_o[*]}]
set_property -dict {PACKAGE_PIN D1 \\
  IOSTANDARD SSTL15} [get_ports {pad[0]}]
set_property -dict {PACKAGE_PIN D2 IOSTANDARD SSTL15} [get_ports {pad[1]}]
set_property CFGBVS VCCO [current_design]
set_false_path -to [get_ports {led_o[*]}]
"""
# name, text to replace in the XDC, replacement, words of the one finding (None: no finding)
CASES = [
    ("good", "", "", None),
    ("port_without_pin", "set_property PACKAGE_PIN C2 [get_ports {led_o[1]}]\n", "", "port led_o[1] has no pin"),
    ("pin_used_twice", "PACKAGE_PIN C2", "PACKAGE_PIN c1", "pin C1 is used twice, for led_o[0] and led_o[1]"),
    ("port_with_two_pins", "# a comment", "set_property PACKAGE_PIN A9 [get_ports clk_i]\n#", "port clk_i has two pins, A9 and A1"),
    ("unknown_port", "# a comment", "set_property PULLUP TRUE [get_ports reset_i]\n#", "the top has no port reset_i"),
    ("index_out_of_range", "# a comment", "set_property DRIVE 8 [get_ports {led_o[2]}]\n#", "the top has no port led_o[2]"),
    ("pattern_of_nothing", "# a comment", "set_property DRIVE 8 [get_ports {lde_o[*]}]\n#", "the top has no port lde_o[*]"),
    ("unknown_port_in_clock", "[get_ports clk_i]\nset", "[get_ports clock_i]\nset", "the top has no port clock_i"),
    ("no_iostandard", "IOSTANDARD LVCMOS33} [get_ports clk_i]", "DRIVE 8} [get_ports clk_i]", "port clk_i has no IOSTANDARD"),
    ("iostandard_on_transceiver", "# a comment", "set_property IOSTANDARD LVDS [get_ports rx_p_i]\n#",
     "port rx_p_i is a transceiver pin and has IOSTANDARD LVDS"),
    ("one_pin_for_many", "# a comment", "set_property PACKAGE_PIN E1 [get_ports led_o]\n#", "one pin for 2 ports"),
    ("property_without_value", "IOSTANDARD SSTL15} [get_ports {pad[1]}]", "IOSTANDARD SSTL15 SLEW} [get_ports {pad[1]}]",
     "a property without a value"),
    ("command_it_does_not_know", "# a comment", "foreach p {clk_i} {puts x}\n#", "cannot read: foreach"),
    ("query_it_does_not_know", "[get_ports {led_o[*]}]\nset_p", "[get_port {led_o[*]}]\nset_p", "cannot read [get_port ...]"),
    ("clock_without_port", "# a comment", "create_clock -period 5 -name c [get_pins x]\n#", "names no port"),
]


def run(top, xdc, *more):
    command = [sys.executable, TOOL, "--top", top, "--xdc", xdc, "--gt", "^rx_", *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def main():
    failed = 0

    def verdict(name, good, output):
        nonlocal failed
        failed += not good
        print(f"{'PASS' if good else 'FAIL'} constraints_{name}" + ("" if good else f"\n{output}"))

    with tempfile.TemporaryDirectory() as folder:
        top, xdc = os.path.join(folder, "board.sv"), os.path.join(folder, "board.xdc")
        with open(top, "w", encoding="utf-8") as file:
            file.write(TOP)
        for name, old, new, words in CASES:
            assert old in XDC
            with open(xdc, "w", encoding="utf-8") as file:
                file.write(XDC.replace(old, new, 1))
            done = run(top, xdc)
            if words is None:
                good = done.returncode == 0 and done.stdout == ""
            else:
                # 'twice' and 'many' leave further findings behind; the wanted one is there and the code says so
                good = done.returncode == 1 and words in done.stdout
            verdict(name, good, done.stdout + done.stderr)
        done = run(os.path.join(folder, "missing.sv"), xdc)
        verdict("missing_file", done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr)
        done = run(top, xdc, "--module", "other")
        verdict("missing_module", done.returncode == 2 and "no module other" in done.stderr, done.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
