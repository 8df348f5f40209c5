// SPDX-License-Identifier: Apache-2.0
/// A bounded queue without allocation after construction. Overflow and underflow are errors of the model itself.
#pragma once
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace openpml::cycle {

template <class T>
class Fifo {
 public:
  explicit Fifo(unsigned depth) : buf_(std::bit_ceil(depth)), depth_(depth) {}
  bool empty() const { return count_ == 0; }
  unsigned size() const { return count_; }
  const T& front() const { return buf_[head_]; }
  T& back() { return buf_[(head_ + count_ - 1) & (buf_.size() - 1)]; }
  void push(const T& x) {
    if (count_ == depth_) throw std::logic_error("cycle model: a queue overflows");
    buf_[(head_ + count_++) & (buf_.size() - 1)] = x;
  }
  void pop() {
    if (count_ == 0) throw std::logic_error("cycle model: an empty queue is popped");
    head_ = (head_ + 1) & (buf_.size() - 1);
    --count_;
  }
  void clear() { head_ = count_ = 0; }

 private:
  std::vector<T> buf_;
  size_t head_ = 0;
  unsigned depth_, count_ = 0;
};

/// A queue whose head shows an entry two cycles after its push (a block RAM's latency). tick() ends the cycle; pushes come
/// after it.
template <class T>
class DeepFifo {
 public:
  explicit DeepFifo(unsigned depth) : q_(depth) {}
  bool empty() const { return seen_ == 0; }
  const T& front() const { return q_.front(); }
  void pop() {
    if (seen_ == 0) throw std::logic_error("cycle model: an entry is popped before it is seen");
    q_.pop();
    --seen_;
  }
  void tick() { seen_ = q_.size(); }
  void push(const T& x) { q_.push(x); }
  void clear() {
    q_.clear();
    seen_ = 0;
  }

 private:
  Fifo<T> q_;
  unsigned seen_ = 0;
};

}  // namespace openpml::cycle
