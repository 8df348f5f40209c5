# SPDX-License-Identifier: Apache-2.0
# Everything that verifies, and one page about it. The parts: scripts/verify_parts.py.
.PHONY: verify
verify: ## every part of the verification, then build/verify/summary.md (hours; SHORT=1 small sizes, PARTS="soak formal" some only, RESUME=1 keeps what passed on these files)
	@MAKE="$(MAKE)" python3 scripts/verify.py $(if $(SHORT),--short) $(if $(RESUME),--resume) $(PARTS)
