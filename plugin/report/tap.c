/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <epan/packet.h>
#include <epan/stat_tap_ui.h>
#include <wsutil/report_message.h>

#include "../epan/compat.h"
#include "gather.h"
#include "report.h"

#define COMMAND "labflow,report"

/* How often somebody who waits is told. */
#define PATIENCE_US 500000

typedef struct lf_report_tap {
    lf_gather gather;
    lf_report_format format;
    bool named;    /* the format, by the user */
    bool terminal; /* somebody sees what goes to standard error */
    bool told;
    int64_t told_us;
} lf_report_tap;

static bool is_time_to_tell(lf_report_tap *tap)
{
    int64_t now;

    if (!tap->terminal)
        return false;
    now = g_get_monotonic_time();
    if (now - tap->told_us < PATIENCE_US)
        return false;
    tap->told_us = now;
    tap->told = true;
    return true;
}

static tap_packet_status packet(void *at, packet_info *pinfo, epan_dissect_t *edt, const void *data,
                                tap_flags_t flags)
{
    lf_report_tap *tap = (lf_report_tap *)at;

    (void)edt;
    (void)flags;
    lf_gather_add(&tap->gather, pinfo, data);
    if ((tap->gather.report->segments & 0xfff) == 0 && is_time_to_tell(tap))
        fprintf(stderr, "\rlabflow: frame %u, %u connections ", pinfo->num,
                tap->gather.report->count);
    return TAP_PACKET_DONT_REDRAW;
}

static void tell_written(void *at, uint32_t done, uint32_t all)
{
    if (is_time_to_tell((lf_report_tap *)at))
        fprintf(stderr, "\rlabflow: %u of %u connections written ", done, all);
}

static void draw(void *at)
{
    lf_report_tap *tap = (lf_report_tap *)at;

    lf_report_write(lf_gather_finish(&tap->gather), tap->format, stdout,
                    isatty(STDOUT_FILENO) ? NULL : tell_written, tap);
    if (tap->told)
        fputs("\r\033[K", stderr);
    fflush(stdout);
}

static void reset(void *at)
{
    lf_gather_reset(&((lf_report_tap *)at)->gather);
}

static void finish(void *at)
{
    reset(at);
    g_free(at);
}

/* The FORMAT at the head of `arguments`, if there is one; moves behind it. */
static lf_report_format take_format(const char **arguments)
{
    size_t len = strcspn(*arguments, ",");
    lf_report_format format = lf_report_format_of(*arguments, len);

    if (format == LF_FORMAT_COUNT)
        return len == 0 && (*arguments)[0] == '\0' ? LF_FORMAT_TEXT : LF_FORMAT_COUNT;
    *arguments += len + ((*arguments)[len] == ',' ? 1 : 0);
    return format;
}

static bool refuse(const char *option, const char *what, const char *why)
{
    report_failure("-z %s: %s%s", option, what, why);
    return false;
}

static bool listen_to(lf_report_tap *tap, const char *option, const char *filter)
{
    GString *wrong = lf_gather_listen(&tap->gather, tap, filter, packet, reset, draw, finish);

    if (wrong == NULL)
        return true;
    refuse(option,
           tap->named ? "" : "neither a format (text, md, html, json) nor a filter: ", wrong->str);
    g_string_free(wrong, TRUE);
    g_free(tap);
    return false;
}

static bool start(const char *option)
{
    const char *filter = option + strlen(COMMAND);
    lf_report_tap *tap;

    if (filter[0] != '\0' && filter[0] != ',')
        return refuse(option, "did you mean " COMMAND "[,FORMAT][,FILTER]?", "");
    filter += filter[0] == ',' ? 1 : 0;
    tap = g_new0(lf_report_tap, 1);
    tap->format = take_format(&filter);
    tap->named = tap->format != LF_FORMAT_COUNT;
    if (!tap->named)
        tap->format = LF_FORMAT_TEXT;
    tap->terminal = isatty(STDERR_FILENO);
    tap->told_us = g_get_monotonic_time();
    return listen_to(tap, option, filter);
}

LF_STAT_INIT(init, start)

void lf_report_tap_register(void)
{
    static stat_tap_ui ui = {
        .group = REGISTER_PACKET_STAT_GROUP_UNSORTED,
        .cli_string = COMMAND,
        .tap_init_cb = init,
    };

    register_stat_tap_ui(&ui, NULL);
}
