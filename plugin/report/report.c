/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <string.h>

#include "json.h"

static const char *const names[LF_FORMAT_COUNT] = {
    [LF_FORMAT_TEXT] = "text",
    [LF_FORMAT_MARKDOWN] = "md",
    [LF_FORMAT_HTML] = "html",
    [LF_FORMAT_JSON] = "json",
};

static const lf_writer *const writers[LF_FORMAT_COUNT] = {
    [LF_FORMAT_TEXT] = &lf_writer_text,
    [LF_FORMAT_MARKDOWN] = &lf_writer_markdown,
    [LF_FORMAT_HTML] = &lf_writer_html,
};

typedef struct lf_sink {
    FILE *out;
    GString *whole; /* instead of `out` */
    lf_report_progress progress;
    void *context;
} lf_sink;

lf_report_format lf_report_format_of(const char *name, size_t len)
{
    unsigned format = 0;

    while (format < LF_FORMAT_COUNT &&
           (strlen(names[format]) != len || strncmp(names[format], name, len) != 0))
        format++;
    return (lf_report_format)format;
}

static void flush(void *context, GString *written, uint32_t done, uint32_t all)
{
    lf_sink *sink = (lf_sink *)context;

    if (sink->whole != NULL)
        g_string_append_len(sink->whole, written->str, (gssize)written->len);
    else
        fwrite(written->str, 1, written->len, sink->out);
    g_string_truncate(written, 0);
    if (sink->progress != NULL)
        sink->progress(sink->context, done, all);
}

void lf_report_write(const lf_report *report, lf_report_format format, FILE *out,
                     lf_report_progress progress, void *context)
{
    lf_sink sink = {.out = out, .progress = progress, .context = context};

    if (format == LF_FORMAT_JSON)
        lf_json_write(report, out);
    else
        lf_content_write(report, writers[format], flush, &sink);
}

char *lf_report_string(const lf_report *report, lf_report_format format)
{
    lf_sink sink = {.whole = g_string_new(NULL)};

    lf_content_write(report, writers[format], flush, &sink);
    return g_string_free(sink.whole, FALSE);
}
