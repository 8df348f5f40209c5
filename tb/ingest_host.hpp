// SPDX-License-Identifier: Apache-2.0
/// dom0's side of the log-page ingest in the benches: rings in memory, descriptors, what each must come to (by log_page.hpp), and the
/// comparison of events and completion records with that. Findings are texts; an empty list is a good run.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "log_page.hpp"
#include "openpml/axi_memory.hpp"

namespace openpml {

struct IngestDescriptor {
  uint64_t address = 0;
  uint8_t format = 0, vcpu = 0;
  uint16_t zero0 = 0;
  uint32_t first = 0, number = 0, zero1 = 0;
  uint64_t cookie = 0;
};

struct IngestCompletion {
  uint64_t cookie = 0;
  uint8_t status = 0, vcpu = 0, format = 0;
  bool has_first = false;
  uint32_t entries = 0, events = 0, malformed = 0, superpages = 0, first_index = 0;
  uint64_t first_word = 0, start = 0, end = 0;
  uint32_t number = 0;
  uint32_t phase = 0;
};

class IngestHost {
 public:
  using WriteReg = std::function<bool(uint16_t off, uint32_t data)>;  ///< false: refused
  IngestHost(AxiMemory& mem, unsigned n_vcpu, unsigned desc_log2, unsigned cpl_log2);

  /// Sets rings and vector and enables. false: a write was refused.
  bool start(const WriteReg& write, uint8_t vector);
  bool configure(const WriteReg& write, uint8_t vector);

  unsigned ring_size() const { return 1u << desc_log2_; }
  uint32_t tail() const { return tail_; }
  /// Descriptors submitted whose completion was not yet taken.
  size_t open() const { return waiting_.size(); }

  /// Puts a descriptor of a good buffer into the ring. The entries are copied to a buffer of their own at index `first` on.
  void submit(PageFormat f, uint8_t vcpu, std::vector<uint64_t> entries, uint32_t first = 0);
  /// As it is: buffer and status are the caller's business.
  void submit_raw(const IngestDescriptor& d, uint8_t status);
  /// The next descriptor submitted is one whose bursts at blocks [from, to) of 512 bytes, or which itself, cannot be read.
  void break_blocks(uint64_t from, uint64_t to) {
    break_from_ = from;
    break_to_ = to;
  }
  void break_descriptor() { break_desc_ = true; }

  /// An event that the unit took.
  void event(const PageEvent& e);
  /// Takes completions that are in memory, as long as there are any; returns how many.
  unsigned poll();
  uint32_t consumed() const { return cons_; }
  const std::vector<IngestCompletion>& taken() const { return taken_; }
  const PageEvent* next_event() const { return events_.empty() ? nullptr : &events_.front(); }

  const std::vector<std::string>& findings() const { return findings_; }
  uint64_t events_taken() const { return n_events_; }
  uint64_t base_of_descriptors() const { return desc_base_; }
  uint64_t base_of_completions() const { return cpl_base_; }

 private:
  struct Waiting {
    IngestDescriptor d;
    uint8_t status;
    PageAccount account;  ///< its events moved to events_
    uint64_t n_events, events_before, buffer;
  };
  void put(const IngestDescriptor& d, uint8_t status, PageAccount account, uint64_t buffer);
  void compare(const IngestCompletion& c);
  void finding(std::string text);

  AxiMemory& mem_;
  unsigned n_vcpu_, desc_log2_, cpl_log2_;
  uint64_t desc_base_, cpl_base_;
  uint32_t tail_ = 0, cons_ = 0;
  uint64_t break_from_ = 0, break_to_ = 0;
  bool break_desc_ = false;
  std::deque<Waiting> waiting_;
  std::deque<PageEvent> events_;
  uint64_t n_events_ = 0, n_promised_ = 0;
  std::vector<IngestCompletion> taken_;
  std::vector<std::string> findings_;
};

}  // namespace openpml
