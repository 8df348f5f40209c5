# SPDX-License-Identifier: Apache-2.0
# Before placement: nothing; the quad that ip.tcl selects has the board's pins in the IP's order.
