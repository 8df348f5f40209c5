// SPDX-License-Identifier: Apache-2.0
/// The log-page ingest, from docs/sources.md sections 4 and 5: descriptors and pages are read by DMA, entries become events, completions are written.
#pragma once
#include <array>
#include <cstdint>
#include <deque>

#include "blocks.hpp"
#include "merge.hpp"

namespace openpml::sources {

/// Software's side of the ingest: registers, and the state that they and the pipeline share.
struct IngestRegs {
  bool enable = false, wr_error = false;
  uint8_t vector = 0, desc_log2 = 0, cpl_log2 = 0;
  uint64_t desc_base = 0, cpl_base = 0;
  uint32_t desc_tail = 0, desc_head = 0, cpl_prod = 0, cpl_cons = 0;
  bool run() const { return enable && !wr_error; }
};

class Ingest final : public RegBlock {
 public:
  Ingest(unsigned dw, unsigned n_vcpu, unsigned n_vec);
  void reset() { *this = Ingest(dw_, n_vcpu_, n_vec_); }

  SrcEvent event() const { return qv_.empty() ? SrcEvent{} : qv_.front(); }
  AxiMasterOut axi() const;
  uint8_t irq_vector() const { return regs_.vector; }
  uint8_t write_error(uint16_t off, uint32_t data) const override;
  uint8_t read(uint16_t off, uint32_t& data) const override;

  struct In {
    AxiReady ready;  ///< of the merge, for what axi() shows
    AxiMasterIn answer;
    bool ev_ready = false;
    const RegWrite* write = nullptr;
  };
  /// Returns whether an interrupt event happens in this cycle.
  bool step(const In& in);

 private:
  enum class Status : uint8_t { Ok, BadAddress, BadCount, BadFormat, BadVcpu, BadRange, DescReadError, PageReadError };
  enum class Fetch : uint8_t { Idle, Calc, Push, Gap };
  struct Descriptor {
    uint64_t address = 0, cookie = 0;
    uint32_t first = 0, number = 0;
    uint8_t format = 0, vcpu = 0;
    Status status = Status::Ok;
  };
  struct Cursor {  ///< what U works on
    bool valid = false;
    uint8_t format = 0, vcpu = 0;
    uint32_t pos = 0, left = 0;
  };
  struct Kept {  ///< of a descriptor, for its completion
    uint64_t cookie = 0, start = 0;
    Status status = Status::Ok;
    uint8_t vcpu = 0, format = 0;
  };
  struct PageBeat {
    Beat data{};
    bool bad = false;
  };
  struct Item {  ///< in E1, E2
    bool valid = false, null = false, bad = false, last = false;
    uint64_t entry = 0;
    uint32_t pos = 0;
    uint8_t format = 0, vcpu = 0;
  };
  struct Tally {
    uint32_t entries = 0, events = 0, malformed = 0, superpages = 0, first_index = 0;
    uint64_t first_entry = 0;
    bool has_first = false, read_error = false;
  };
  struct Late {  ///< counted one cycle after it happens
    unsigned descriptors = 0, entries = 0, events = 0, malformed = 0, superpages = 0, read_errors = 0, bad = 0;
  };
  enum class Kind : uint8_t { Malformed, Page, Superpage };

  bool idle() const { return dout_ == 0 && qd_.empty() && fetch_ == Fetch::Idle && open_ == 0 && cout_ == 0; }
  bool wants_descriptor() const;
  unsigned burst_entries() const;
  unsigned burst_beats() const;
  Descriptor decode(const Beat& low, bool error) const;
  static Kind kind_of(const Item& item);
  bool e2_finishes() const;
  Beat record() const;
  void write_register(const RegWrite& w);
  void step_fetch(bool was_run);
  void step_answers(const AxiMasterIn& a);
  void step_buffer(bool read);
  void step_unpack(Late& late, bool event_taken);
  struct Completion {
    bool begun = false, over = false;  ///< a record begins; its last handshake
  };
  Completion step_completion(const AxiReady& ready, Late& late);

  unsigned dw_, n_vcpu_, n_vec_, lanes_, nb_;
  IngestRegs regs_;
  uint64_t now_ = 0;
  // descriptor fetch
  uint32_t dptr_ = 0;
  unsigned dout_ = 0;
  std::deque<Descriptor> qd_;
  std::deque<AxiAddress> qar_;
  struct Order {
    bool page = false;
  };
  std::deque<Order> qo_;
  Beat desc_words_{};
  unsigned desc_beat_ = 0;
  bool desc_error_ = false;
  struct Arriving {
    bool valid = false;
    Descriptor d;
  };
  std::array<Arriving, 2> arriving_{};  ///< last beat one and two cycles ago
  // begin, page reads
  Fetch fetch_ = Fetch::Idle;
  unsigned open_ = 0;
  uint32_t cbegun_ = 0;
  bool room_ = false;
  uint64_t ptr_ = 0;
  uint32_t left_ = 0;
  unsigned cred_;
  struct Ask {
    unsigned entries = 0, beats = 0;
  } ask_;
  std::deque<Cursor> qc_;
  std::deque<Kept> qk_;
  // page buffer
  std::deque<PageBeat> buffer_, qb_;
  struct Reading {
    bool valid = false;
    PageBeat beat;
  };
  std::array<Reading, 2> reading_{};  ///< read one and two cycles ago
  // entries
  Cursor cur_;
  Item e1_, e2_;
  unsigned super_ = 0;  ///< k
  Tally tally_, done_;
  bool done_full_ = false;
  unsigned need_ = 0;
  std::deque<SrcEvent> qv_;
  // completion
  bool send_ = false, aw_left_ = false;
  unsigned w_beat_ = 0;
  unsigned cout_ = 0;
  struct Record {
    uint32_t number = 0;
    uint64_t end = 0;
  } rec_;
  // counters, in register order
  std::array<uint64_t, 7> counters_{};
  Late late_;
};

}  // namespace openpml::sources
