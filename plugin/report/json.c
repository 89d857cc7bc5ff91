/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json.h"

#include "json_parts.h"

#define FORMAT 1 /* rises when a reader of the one before could not read it */

#define NS_PER_S INT64_C(1000000000)

/* ISO 8601; nothing for years that it has no room for. */
static void write_start(json_dumper *dumper, int64_t ns)
{
    int64_t part = (ns % NS_PER_S + NS_PER_S) % NS_PER_S;
    GDateTime *date;
    char *text;

    if (ns == LF_NO_TIME)
        return;
    date = g_date_time_new_from_unix_utc((ns - part) / NS_PER_S);
    if (date == NULL)
        return;
    text = g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d.%09dZ", g_date_time_get_year(date),
                           g_date_time_get_month(date), g_date_time_get_day_of_month(date),
                           g_date_time_get_hour(date), g_date_time_get_minute(date),
                           g_date_time_get_second(date), (int)part);
    lf_json_text(dumper, "start", text);
    g_free(text);
    g_date_time_unref(date);
}

static void write_about(json_dumper *dumper, const lf_report *report)
{
    static const char *const languages[LF_LANGUAGES] = {[LF_EN] = "en", [LF_ZH] = "zh"};

    lf_json_open(dumper, "report");
    lf_json_text(dumper, "program", "labflow");
    lf_json_number(dumper, "format", FORMAT);
    lf_json_text(dumper, "language", languages[report->source.language]);
    write_start(dumper, report->start_ns);
    lf_json_number(dumper, "segments", report->segments);
    lf_json_number(dumper, "connections", report->count);
    if (report->filtered)
        lf_json_number(dumper, "connections_shown", lf_report_shown(report));
    json_dumper_end_object(dumper);
}

static void write_connections(json_dumper *dumper, const lf_report *report, lf_json_totals *totals)
{
    lf_json_open_list(dumper, "connections");
    for (unsigned at = 0; at < report->connections->len; at++) {
        const lf_report_connection *connection = lf_report_at(report, at);

        if (connection != NULL)
            lf_json_write_connection(dumper, report, connection, totals);
    }
    json_dumper_end_array(dumper);
}

void lf_json_write(const lf_report *report, FILE *out)
{
    json_dumper dumper = {.output_file = out, .flags = JSON_DUMPER_FLAGS_PRETTY_PRINT};
    lf_json_totals *totals = g_new0(lf_json_totals, 1);

    json_dumper_begin_object(&dumper);
    write_about(&dumper, report);
    write_connections(&dumper, report, totals);
    lf_json_write_totals(&dumper, totals);
    json_dumper_end_object(&dumper);
    json_dumper_finish(&dumper);
    g_free(totals);
}
