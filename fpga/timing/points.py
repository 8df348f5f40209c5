# SPDX-License-Identifier: Apache-2.0
"""What is timed: the two goal points and the points of the table."""

# device: (pins of the harness clk, rst, si, so; what it is)
DEVICES = {
    'xc7a35tcsg324-1': (('E3', 'C2', 'A9', 'D10'), 'Arty A7-35T'),
    'xc7a200tfbg484-1': (('V4', 'U20', 'T21', 'W21'), 'the die of PCIe M.2 boards'),
}
A35T, A200T = DEVICES

GOALS = {
    # 8 VMs of 8 GiB: 2^21 pages of 4 KiB each
    'a': {
        'what': '8 VMs of 8 GiB, 8 vCPUs, 128-bit AXI',
        'module': 'pml_unit', 'device': A200T,
        'params': {'N_VM': 8, 'N_VCPU': 8, 'PAGES_LOG2': 21, 'DW': 128},
        'goal': {'mhz': 150},
    },
    # 2 VMs of 1 GiB: 2^18 pages; 8 sets of 8 ways: 64 lines. Vectors and filter are sized for two VMs: a vector each, one for faults,
    # one to spare; a filter entry for every 512 pages. Its LUTs are counted, and its frequency has room: more resets stay resets
    'b': {
        'what': 'core without sources: 2 VMs of 1 GiB, 2 vCPUs, 64-bit AXI, 64 lines, 16 outstanding, 4 vectors, filter of 1,024 entries, '
                '40-bit addresses',
        'module': 'pml_unit', 'device': A35T,
        'params': {'N_VM': 2, 'N_VCPU': 2, 'PAGES_LOG2': 18, 'DW': 64, 'STORE_SETS': 8, 'STORE_WAYS': 8, 'OUTSTANDING': 16,
                   'N_VEC': 4, 'FILTER_LOG2': 10, 'AW': 40},
        'shared_reset': 11,
        'goal': {'mhz': 125, 'lut': 6000, 'ff': 6000, 'ramb36': 12},
    },
}


def table():
    """1, 4, 8 VMs (as many vCPUs) of 8 GiB by AXI width, on the 200T."""
    points = {}
    for n_vm in (1, 4, 8):
        for width in (64, 128, 256, 512):
            points[f'vm{n_vm}_dw{width}'] = {
                'what': f'{n_vm} VM{"s" if n_vm > 1 else ""} of 8 GiB, {width}-bit AXI', 'module': 'pml_unit', 'device': A200T,
                'params': {'N_VM': n_vm, 'N_VCPU': n_vm, 'PAGES_LOG2': 21, 'DW': width}, 'goal': {},
            }
    return points
