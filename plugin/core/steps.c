/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "steps.h"

#include "names.h"

static void add_step(lf_text *out, uint32_t step, bool first)
{
    lf_text_add(out, first ? " " : ",");
    lf_text_add_number(out, step);
}

void lf_steps_add(const lf_verdict *verdict, lf_text *out)
{
    bool first = true;

    lf_text_add(out, lf_phase_name(verdict->phase));
    if (verdict->handshake_step != 0) {
        add_step(out, verdict->handshake_step, true);
        first = false;
    }
    for (uint32_t step = 1; step <= 4; step++) {
        if ((verdict->teardown_steps & (1u << step)) == 0)
            continue;
        add_step(out, step, first);
        first = false;
    }
}
