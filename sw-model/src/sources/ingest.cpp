// SPDX-License-Identifier: Apache-2.0
#include "ingest.hpp"

#include <algorithm>
#include <bit>

namespace openpml::sources {

namespace {
constexpr unsigned kQd = 4, kQar = 4, kQo = 16, kOpen = 4, kQb = 4, kQv = 8, kCpl = 4;
constexpr uint32_t kMaxEntries = 1u << 18;
constexpr uint8_t kPml = 0, kHdbss = 1;
constexpr uint64_t kGfnMask = (uint64_t{1} << 40) - 1;
}  // namespace

Ingest::Ingest(unsigned dw, unsigned n_vcpu, unsigned n_vec)
    : dw_(dw), n_vcpu_(n_vcpu), n_vec_(n_vec), lanes_(dw / 64), nb_(512 / dw), cred_(32768 / dw) {}

// ---------------------------------------------------------------- what it shows
AxiMasterOut Ingest::axi() const {
  AxiMasterOut m;
  const uint8_t size = static_cast<uint8_t>(std::countr_zero(dw_ / 8));
  if (!qar_.empty()) {
    m.arvalid = true;
    m.ar = qar_.front();
  }
  if (send_ && aw_left_) {
    m.awvalid = true;
    m.aw = {regs_.cpl_base + 64 * (rec_.number & ((1u << regs_.cpl_log2) - 1)), static_cast<uint8_t>(nb_ - 1), size};
  }
  if (send_ && w_beat_ < nb_) {
    const Beat all = record();
    m.wvalid = true;
    for (unsigned i = 0; i < lanes_; ++i) m.w.data[i] = all[w_beat_ * lanes_ + i];
    m.w.strb = dw_ == 512 ? ~uint64_t{0} : (uint64_t{1} << (dw_ / 8)) - 1;
    m.w.last = w_beat_ + 1 == nb_;
  }
  return m;
}

Beat Ingest::record() const {
  const Kept& k = qk_.front();
  const uint64_t status = k.status != Status::Ok ? static_cast<uint64_t>(k.status)
                          : done_.read_error     ? static_cast<uint64_t>(Status::PageReadError)
                                                 : 0;
  const uint64_t phase = ~(rec_.number >> regs_.cpl_log2) & 1;
  Beat r{};
  r[0] = k.cookie;
  r[1] = status | uint64_t{k.vcpu} << 8 | uint64_t{k.format} << 16 | uint64_t{done_.has_first} << 24 |
         uint64_t{done_.entries} << 32;
  r[2] = done_.events | uint64_t{done_.malformed} << 32;
  r[3] = done_.superpages | uint64_t{done_.first_index} << 32;
  r[4] = done_.first_entry;
  r[5] = k.start;
  r[6] = rec_.end;
  r[7] = rec_.number | phase << 63;
  return r;
}

// ---------------------------------------------------------------- descriptors
bool Ingest::wants_descriptor() const {
  return regs_.run() && dptr_ != regs_.desc_tail && qd_.size() + dout_ < kQd && qar_.size() < kQar && qo_.size() < kQo;
}

Ingest::Descriptor Ingest::decode(const Beat& w, bool error) const {
  Descriptor d;
  if (error) {
    d.status = Status::DescReadError;
    return d;
  }
  d.address = w[0];
  d.format = static_cast<uint8_t>(w[1]);
  d.vcpu = static_cast<uint8_t>(w[1] >> 8);
  d.first = static_cast<uint32_t>(w[1] >> 32);
  d.number = static_cast<uint32_t>(w[2]);
  d.cookie = w[3];
  const uint64_t end = uint64_t{d.first} + d.number;
  const unsigned __int128 last = static_cast<unsigned __int128>(d.address) + 8 * end;
  if (d.address % 4096 != 0) d.status = Status::BadAddress;
  else if (d.number == 0 || d.number > kMaxEntries || end > kMaxEntries) d.status = Status::BadCount;
  else if (d.format > 2 || (w[1] >> 16 & 0xFFFF) != 0 || w[2] >> 32 != 0) d.status = Status::BadFormat;
  else if (d.vcpu >= n_vcpu_) d.status = Status::BadVcpu;
  else if (last > static_cast<unsigned __int128>(1) << 64) d.status = Status::BadRange;
  return d;
}

unsigned Ingest::burst_entries() const { return std::min<uint64_t>(64 - (ptr_ >> 3 & 63), left_); }

unsigned Ingest::burst_beats() const {
  const unsigned bytes = dw_ / 8, first = ptr_ % bytes;
  return (first + 8 * burst_entries() + bytes - 1) / bytes;
}

void Ingest::step_fetch(bool run) {
  const bool want = wants_descriptor();
  const bool next_room = cbegun_ - regs_.cpl_cons < (1u << regs_.cpl_log2);
  const uint8_t size = static_cast<uint8_t>(std::countr_zero(dw_ / 8));
  const bool qar_room = qar_.size() < kQar && qo_.size() < kQo;
  if (want) {
    qar_.push_back(
        {regs_.desc_base + 64 * (dptr_ & ((1u << regs_.desc_log2) - 1)), static_cast<uint8_t>(nb_ - 1), size});
    qo_.push_back({false});
    ++dptr_;
    ++dout_;
  }
  switch (fetch_) {
    case Fetch::Idle:
      if (run && !qd_.empty() && open_ < kOpen && room_) {
        const Descriptor d = qd_.front();
        qd_.pop_front();
        ++regs_.desc_head;
        ++open_;
        ++cbegun_;
        const bool good = d.status == Status::Ok;
        qc_.push_back({true, d.format, d.vcpu, d.first, good ? d.number : 0});
        qk_.push_back({d.cookie, now_, d.status, d.vcpu, d.format});
        fetch_ = good ? Fetch::Calc : Fetch::Gap;
        ptr_ = d.address + uint64_t{8} * d.first;
        left_ = d.number;
      }
      break;
    case Fetch::Gap: fetch_ = Fetch::Idle; break;
    case Fetch::Calc:
      ask_ = {burst_entries(), burst_beats()};
      fetch_ = Fetch::Push;
      break;
    case Fetch::Push:
      if (!want && qar_room && cred_ >= ask_.beats) {
        qar_.push_back({ptr_ & ~uint64_t{dw_ / 8 - 1}, static_cast<uint8_t>(ask_.beats - 1), size});
        qo_.push_back({true});
        cred_ -= ask_.beats;
        ptr_ += 8 * ask_.entries;
        left_ -= ask_.entries;
        fetch_ = left_ == 0 ? Fetch::Idle : Fetch::Calc;
      }
      break;
  }
  if (!run && !qd_.empty()) qd_.pop_front();
  room_ = next_room;
}

// ---------------------------------------------------------------- read data
void Ingest::step_answers(const AxiMasterIn& a) {
  if (arriving_[1].valid) {
    qd_.push_back(arriving_[1].d);
    --dout_;
  }
  arriving_[1] = arriving_[0];
  arriving_[0] = {};
  if (!a.rvalid) return;
  const bool bad = a.rresp & 2, page = qo_.front().page;
  if (page) {
    buffer_.push_back({a.rdata, bad});
  } else {
    for (unsigned i = 0; i < lanes_; ++i) desc_words_[desc_beat_ * lanes_ + i] = a.rdata[i];
    desc_error_ |= bad;
    ++desc_beat_;
  }
  if (!a.rlast) return;
  qo_.pop_front();
  if (page) return;
  arriving_[0] = {true, decode(desc_words_, desc_error_)};
  desc_beat_ = 0;
  desc_error_ = false;
}

void Ingest::step_buffer(bool read) {
  if (reading_[1].valid) qb_.push_back(reading_[1].beat);
  reading_[1] = reading_[0];
  reading_[0] = {};
  if (!read) return;
  reading_[0] = {true, buffer_.front()};
  buffer_.pop_front();
  ++cred_;
}

// ---------------------------------------------------------------- entries
Ingest::Kind Ingest::kind_of(const Item& item) {
  const uint64_t e = item.entry;
  if (item.format == kPml) return (e & 0xFFF) == 0 && e >> 52 == 0 ? Kind::Page : Kind::Malformed;
  if (item.format == kHdbss) {
    const unsigned level = e >> 1 & 7;
    if (!(e & 1) || (level != 2 && level != 3) || (e & 0xFF0) != 0 || e >> 52 != 0) return Kind::Malformed;
    return level == 3 ? Kind::Page : Kind::Superpage;
  }
  return (e >> 40 & 0x7FFFFF) == 0 ? Kind::Page : Kind::Malformed;
}

bool Ingest::e2_finishes() const {
  if (!e2_.valid || (e2_.last && done_full_)) return false;
  if (e2_.null || e2_.bad) return true;
  const Kind kind = kind_of(e2_);
  if (kind == Kind::Malformed) return true;
  return qv_.size() < kQv && (kind == Kind::Page || super_ == 511);
}

void Ingest::step_unpack(Late& late, bool event_taken) {
  const bool finishes = e2_finishes(), adv = !e2_.valid || finishes;
  const bool room = qv_.size() < kQv;
  Tally& t = tally_;
  const Item item = e2_;
  bool pushed = false;
  SrcEvent event{true, item.vcpu, 0, true};

  // E2
  if (item.valid && !item.null && !item.bad) {
    const Kind kind = kind_of(item);
    if (kind == Kind::Page && finishes) {
      pushed = true;
      event.gfn = item.format == 2 ? item.entry & kGfnMask : item.entry >> 12 & kGfnMask;
      event.write = item.format != 2 || item.entry >> 63;
    } else if (kind == Kind::Superpage && room && (super_ < 511 || finishes)) {
      pushed = true;
      event.gfn = ((item.entry >> 21 << 9) & kGfnMask) + super_;
      super_ = (super_ + 1) % 512;
    }
    if (finishes) {
      ++t.entries;
      ++late.entries;
      if (kind == Kind::Superpage) ++t.superpages, ++late.superpages;
      if (kind == Kind::Malformed) {
        ++t.malformed;
        ++late.malformed;
        if (!t.has_first) {
          t.has_first = true;
          t.first_index = item.pos;
          t.first_entry = item.entry;
        }
      }
    }
  }
  if (item.valid && item.bad && finishes) t.read_error = true;
  if (pushed) ++t.events, ++late.events;
  if (event_taken) qv_.pop_front();
  if (pushed) qv_.push_back(event);
  if (event_taken && need_ > 0) --need_;
  if (finishes && item.last) {
    done_ = t;
    done_full_ = true;
    t = {};
    need_ = static_cast<unsigned>(qv_.size());
  }

  // U, E1
  Item emitted;
  if (adv && cur_.valid) {
    if (cur_.left == 0) {
      emitted.valid = emitted.null = emitted.last = true;
      emitted.format = cur_.format;
      emitted.vcpu = cur_.vcpu;
    } else if (!qb_.empty()) {
      const unsigned lane = cur_.pos % lanes_;
      emitted = {true,     false,       qb_.front().bad, cur_.left == 1, qb_.front().data[lane],
                 cur_.pos, cur_.format, cur_.vcpu};
      if (lane == lanes_ - 1 || cur_.left == 1) qb_.pop_front();
      ++cur_.pos;
      --cur_.left;
    }
  }
  if (adv) {
    e2_ = e1_;
    e1_ = emitted;
  }
  if (!cur_.valid || (emitted.valid && emitted.last)) {
    cur_ = {};
    if (!qc_.empty()) {
      cur_ = qc_.front();
      qc_.pop_front();
    }
  }
}

// ---------------------------------------------------------------- completions
Ingest::Completion Ingest::step_completion(const AxiReady& ready, Late& late) {
  if (!send_) {
    if (!done_full_ || need_ != 0 || cout_ >= kCpl) return {};
    rec_ = {regs_.cpl_prod, now_};
    ++regs_.cpl_prod;
    ++cout_;
    send_ = aw_left_ = true;
    w_beat_ = 0;
    ++late.descriptors;
    const Status s = qk_.front().status;
    if (s == Status::DescReadError || (s == Status::Ok && done_.read_error)) ++late.read_errors;
    else if (s != Status::Ok) ++late.bad;
    return {true, false};
  }
  if (!aw_left_ && w_beat_ == nb_) {  // the cycle after the last handshake
    send_ = false;
    qk_.pop_front();
    return {false, true};
  }
  if (aw_left_ && ready.aw) aw_left_ = false;
  if (w_beat_ < nb_ && ready.w) ++w_beat_;
  return {};
}

bool Ingest::step(const In& in) {
  // All from the state at the start of the cycle: what two parts share is either looked at here, or changed after the last look.
  Late late;
  const bool run = regs_.run();
  const bool taken = !qv_.empty() && in.ev_ready, ar_taken = !qar_.empty() && in.ready.ar;
  const bool buffer_read = !buffer_.empty() && qb_.size() + reading_[0].valid + reading_[1].valid < kQb;

  const Completion completion = step_completion(in.ready, late);
  step_unpack(late, taken);
  step_fetch(run);
  step_buffer(buffer_read);
  if (completion.begun) --open_;
  if (completion.over) done_full_ = false;
  if (ar_taken) qar_.pop_front();
  step_answers(in.answer);

  bool irq = false;
  if (in.answer.bvalid) {
    --cout_;
    irq = true;
    if (in.answer.bresp & 2) regs_.wr_error = true;
  }
  const unsigned add[] = {late_.descriptors, late_.entries,     late_.events, late_.malformed,
                          late_.superpages,  late_.read_errors, late_.bad};
  for (unsigned i = 0; i < 7; ++i) counters_[i] += add[i];
  late_ = late;
  if (in.write) write_register(*in.write);
  ++now_;
  return irq;
}

}  // namespace openpml::sources
