# SPDX-License-Identifier: Apache-2.0
# Through the whole stack: RTL, DMA, MSI-X, driver. Each program compares every bit with the truth.
test_experiment_1() { load; truth_generator 1 5 256 1 1; }
test_experiment_2() { load; truth_generator 2 5 256 1 1; }
test_experiment_1_reads() { load; truth_generator 1 6 100 77 2; }
test_experiment_1_full() { load; truth_generator 1 0 256 1 1; }
test_experiment_2_full() { load; truth_generator 2 0 200 9 2; }
test_ingest() { load; truth_ingest 11 6 3000; }
test_ingest_long() { load; truth_ingest 12 30 20000; }
test_flow() { load; flow 20000 2000 5; }
test_flow_long() { load; flow 60000 500 50; }
test_peek() { load; epochs peek; }
test_timed() { load; epochs timed; }
test_disable() { load; epochs disable; }
test_fault() { load; epochs fault; }
test_signal() { load; epochs signal; }
test_tracepoints() {
  load
  trace=/sys/kernel/tracing
  echo 1 >$trace/events/openpml/enable
  epochs disable
  echo 0 >$trace/events/openpml/enable
  for event in openpml_command openpml_record; do grep -q "$event: openpml0 " $trace/trace || { tail $trace/trace; echo "no $event in the trace"; return 1; }; done
  echo >$trace/trace
}
