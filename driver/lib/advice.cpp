// SPDX-License-Identifier: Apache-2.0
#include "advice.hpp"

#include <cerrno>
#include <cstring>

#include "failure.hpp"

namespace openpml::host {
namespace {

const char* what(Call call) {
  switch (call) {
    case Call::Info: return "the unit's description cannot be read";
    case Call::Counters: return "the counters cannot be read";
    case Call::Status: return "the status cannot be read";
    case Call::Create: return "tracking cannot be set up";
    case Call::Bind: return "the vCPU cannot be bound to the domain";
    case Call::Enable: return "tracking cannot be enabled";
    case Call::Disable: return "tracking cannot be disabled";
    case Call::Harvest: return "the epoch cannot be harvested";
    case Call::Peek: return "the running epoch cannot be looked at";
    case Call::Period: return "the period cannot be set";
    case Call::GetBitmap: return "the accumulated bitmap cannot be read";
    case Call::Read: return "records cannot be read";
    case Call::Watch: return "the choice of records cannot be set";
    case Call::Map: return "the epoch's memory cannot be mapped";
    case Call::Ingest: return "the log entries cannot be handed over";
    case Call::GenStart: return "the traffic generator cannot be started";
    case Call::GenControl: return "the traffic generator does not do it";
  }
  return "the call failed";
}

struct Advice {
  Call call;
  int code;
  const char* text;
};

/// Of one call; what is not here is said for all calls below.
constexpr Advice kAdvice[] = {
    {Call::Create, EEXIST, "the domain is tracked with other parameters; disable it first"},
    {Call::Create, ENOSPC, "every slot of the unit tracks a domain; disable one"},
    {Call::Create, ENOMEM,
     "the kernel has no contiguous memory for the bitmaps; boot with an IOMMU, or track fewer pages"},
    {Call::Create, EOPNOTSUPP, "this unit cannot do what was asked for (reads?); see the unit's status"},
    {Call::Create, EINVAL, "the number of pages is 0 or more than the unit can track; see the unit's status"},
    {Call::Bind, EBUSY,
     "it belongs to another domain or still has entries in its log; see the list, harvest, then try again"},
    {Call::Bind, EINVAL, "the unit has no such vCPU"},
    {Call::Enable, EIO, "the domain has faulted or its memory cannot be written; disable it, look at dmesg"},
    {Call::Enable, ENOTRECOVERABLE,
     "the unit refused what the driver configured: an error in one of them; dmesg has the details"},
    {Call::Harvest, EBUSY,
     "another epoch of this domain is held, by this or another process; the running epoch goes on, try again after its release"},
    {Call::Harvest, ENOTCONN, "the domain is not enabled"},
    {Call::Harvest, EIO,
     "the domain has faulted, the epoch is lost; disable and enable it, its status names the fault"},
    {Call::Harvest, ECANCELED, "the unit was reset, or tracking was disabled meanwhile"},
    {Call::Harvest, EAGAIN, "a reset of the unit is under way; try again"},
    {Call::Harvest, ETIMEDOUT, "the unit did not finish in time; try again, then look at the status"},
    {Call::Peek, ENOTCONN, "the domain is not enabled"},
    {Call::Peek, EIO, "the domain has faulted; disable and enable it, its status names the fault"},
    {Call::Peek, EOPNOTSUPP, "this unit cannot; harvest instead"},
    {Call::Peek, ECANCELED, "the unit was reset, or tracking was disabled meanwhile"},
    {Call::Period, EOPNOTSUPP, "the unit has no timer, or its clock is not known: give the period in cycles"},
    {Call::Period, ERANGE, "it is shorter or longer than the unit can do; see the unit's status"},
    {Call::GetBitmap, EOPNOTSUPP, "the domain was enabled without an accumulator, or without reads"},
    {Call::GetBitmap, EINVAL, "the range is empty, unaligned or past the domain's pages"},
    {Call::Map, ENOENT, "tracking was disabled meanwhile"},
    {Call::Ingest, ENOTCONN, "the vCPU belongs to no domain; enable one with it"},
    {Call::Ingest, EOPNOTSUPP, "this unit has no log-page ingest"},
    {Call::Ingest, EBUSY, "entries of an earlier call are still waiting"},
    {Call::Ingest, EINVAL, "unknown format, or no entries, or more than 2^24"},
    {Call::GenStart, EOPNOTSUPP, "this unit has no traffic generator"},
    {Call::GenStart, EBUSY, "a run is under way; stop it, or wait for its end"},
    {Call::GenStart, ENOTCONN, "a vCPU of the run belongs to no domain; enable one with it"},
    {Call::GenStart, EINVAL, "a parameter of the run is out of its range"},
    {Call::GenControl, EINVAL, "it is not held: another program has stopped it or let it go on"},
    {Call::GenControl, EOPNOTSUPP, "this unit has no traffic generator"},
};

const char* general(int code) {
  switch (code) {
    case ENODEV: return "the unit is gone, or its driver was unbound; dmesg says why";
    case EAGAIN: return "a reset of the unit is under way; try again";
    case EPERM: return "this needs CAP_SYS_ADMIN";
    case EINTR: return "interrupted by a signal";
    case ETIMEDOUT: return "the unit did not finish in time; dmesg may say why";
    case ENOTTY:
    case E2BIG: return "the driver is older than this library; install those that belong together";
    default: return "dmesg may say why";
  }
}

}  // namespace

void fail_if(int result, const std::string& where, Call call) {
  if (result >= 0) return;
  if (result == -ENOENT && call != Call::Map) throw Failure(ENOENT, where + " is not tracked; enable it first");
  const char* advice = nullptr;
  for (const Advice& a : kAdvice)
    if (a.call == call && a.code == -result) advice = a.text;
  throw Failure(
      -result, where + ": " + what(call) + ": " + std::strerror(-result) + "; " + (advice ? advice : general(-result)));
}

}  // namespace openpml::host
