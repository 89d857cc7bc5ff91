/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_window.h"

#include <stdio.h>

#include <epan/funnel.h>

#include "gather.h"
#include "report.h"

/* More text makes the window slow, and nobody reads it there. */
#define TEXT_MAX (UINT32_C(2) << 20)

static tap_packet_status take(void *gather, packet_info *pinfo, epan_dissect_t *edt _U_,
                              const void *data, tap_flags_t flags _U_)
{
    lf_gather_add((lf_gather *)gather, pinfo, data);
    return TAP_PACKET_DONT_REDRAW;
}

/* The filter in the toolbar need not be one yet: then everything is told. */
static void listen_to(lf_gather *all, lf_gather *owner, const char *filter)
{
    GString *wrong = lf_gather_listen(all, owner, filter, take, NULL, NULL, NULL);

    if (wrong == NULL)
        return;
    g_string_free(wrong, TRUE);
    lf_gather_listen(all, owner, NULL, take, NULL, NULL, NULL);
}

void lf_window_say(const char *title, const char *text)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();

    /* Added as plain text; what is set is searched for HTML. */
    ops->append_text(ops->new_text_window(ops->ops_id, title), text);
}

static void show_text(const char *title, const lf_report *report)
{
    char *text = lf_report_string(report, LF_FORMAT_TEXT);
    char *name = g_strdup_printf("LabFlow: %s", title);
    GString *shown = g_string_new(text);

    if (shown->len > TEXT_MAX) {
        char *line = g_utf8_strrchr(shown->str, TEXT_MAX, '\n');

        g_string_truncate(shown, line == NULL ? 0 : (size_t)(line - shown->str) + 1);
        g_string_append(shown, lf_word_in(LF_W_RW_CUT, report->source.language));
    }
    lf_window_say(name, shown->str);
    g_string_free(shown, TRUE);
    g_free(name);
    g_free(text);
}

static void show_page(const char *title, const lf_report *report)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    GError *wrong = NULL;
    char *name = NULL;
    int handle = g_file_open_tmp("labflow-XXXXXX.html", &name, &wrong);
    FILE *page = handle < 0 ? NULL : fdopen(handle, "w");

    if (page != NULL) {
        lf_report_write(report, LF_FORMAT_HTML, page, NULL, NULL);
        fclose(page);
        ops->browser_open_data_file(name);
    } else {
        char *said = g_strdup_printf(lf_word_in(LF_W_RW_NO_FILE, report->source.language),
                                     wrong == NULL ? "" : wrong->message);

        lf_window_say(title, said);
        g_free(said);
    }
    g_clear_error(&wrong);
    g_free(name);
}

static void open_as(const char *title, void (*open)(const char *title, const lf_report *report))
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    lf_gather gather;

    listen_to(&gather, &gather, ops->get_filter(ops->ops_id));
    ops->retap_packets(ops->ops_id);
    open(title, lf_gather_finish(&gather));
    lf_gather_leave(&gather, &gather);
}

void lf_report_window_open(const char *title)
{
    open_as(title, show_text);
}

void lf_report_window_browse(const char *title)
{
    open_as(title, show_page);
}
